/** A file to read: its name, its size and its bytes. Where the bytes live (disk, memory, S3) is the caller's business. */
export interface Source {
  /** as the trainer gave it, with `/` between folders; a member of an archive is `archive!member` */
  name: string;
  /** bytes */
  size: number;
  /** bytes start … end−1; a reader asks for few ranges where the format allows it */
  read(start: number, end: number): Promise<Uint8Array>;
  /** all bytes in order, in chunks of bounded size, each good until the next one is asked for */
  stream(): AsyncIterable<Uint8Array>;
  /** why nothing can be read of it: an archive that couldn't be opened */
  problem?: { code: string; place: string; text: string };
}

/** The whole of a small source held in memory. */
export function memorySource(name: string, bytes: Uint8Array): Source {
  return {
    name,
    size: bytes.length,
    read: async (start, end) => bytes.subarray(start, end),
    stream: async function* () {
      for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
    },
  };
}

/** The same source, of which nothing can be read, and why. */
export function unreadableSource(source: Source, why: { code: string; place: string; message: string }): Source {
  return {
    name: source.name,
    size: source.size,
    read: (start, end) => source.read(start, end),
    stream: () => source.stream(),
    problem: { code: why.code, place: why.place, text: why.message },
  };
}
