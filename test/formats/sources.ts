/** Small sources for the tests of the readers: text, zips, and files that belong to others. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { memorySource, type Source } from "@evenmatch/formats";
import yazl from "yazl";

export function textSource(name: string, text: string): Source {
  return memorySource(name, Buffer.from(text, "utf8"));
}

/** NDJSON of rows. */
export function rowsSource(name: string, rows: readonly object[]): Source {
  return textSource(name, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

export function fileSource(root: string, name: string): Source {
  return memorySource(name, readFileSync(path.join(root, name)));
}

/** Every file under a folder, named relative to `root`, in the order of their names. */
export function folderSources(root: string, folder: string): Source[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")))
    .filter((name) => statSync(path.join(root, name)).isFile() && !name.endsWith(".md"))
    .sort()
    .map((name) => fileSource(root, name));
}

/** A zip of text members, deflated; names as given; `zip64`: with every figure in its long form. */
export async function zipBytes(
  members: Readonly<Record<string, string | Buffer>>,
  { zip64 = false } = {},
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(members)) {
    zip.addBuffer(Buffer.from(content), name, { forceZip64Format: zip64 });
  }
  zip.end({ forceZip64Format: zip64, comment: "" });
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export interface RawMember {
  /** in UTF-8, or any bytes */
  name: string | Buffer;
  flags?: number;
  /** the directory's extra field */
  extra?: Buffer;
  /** as stored */
  data: Buffer;
  method: number;
  /** of the content; the stored bytes' own unless said */
  size?: number;
  crc?: number;
}

/** A zip written by hand: any name, any method, any claim. */
export function rawZip(members: readonly RawMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { name, data, method, size = data.length, crc = crc32(data), flags = 0, extra = Buffer.alloc(0) } = member;
    const nameBytes = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(63, 4);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(crc, 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(nameBytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(63, 4);
    entry.writeUInt16LE(63, 6);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, nameBytes, data);
    directory.push(entry, nameBytes, extra);
    offset += 30 + nameBytes.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** One Zstandard frame of raw blocks: valid, and written without a compressor. */
export function zstdFrame(content: Buffer, options: { windowLog?: number } = {}): Buffer {
  const blockSize = 1024;
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, ((options.windowLog ?? 17) - 10) << 3])];
  for (let at = 0; at === 0 || at < content.length; at += blockSize) {
    const block = content.subarray(at, at + blockSize);
    const last = at + blockSize >= content.length ? 1 : 0;
    const header = last | (block.length << 3);
    parts.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), block);
  }
  return Buffer.concat(parts);
}

/** A source that counts what is asked of it. */
export function countingSource(
  source: Source,
): Source & { reads: () => number; bytesRead: () => number; streams: () => number } {
  let reads = 0;
  let bytesRead = 0;
  let streams = 0;
  return {
    name: source.name,
    size: source.size,
    async read(start, end) {
      reads += 1;
      const bytes = await source.read(start, end);
      bytesRead += bytes.length;
      return bytes;
    },
    stream() {
      streams += 1;
      return source.stream();
    },
    reads: () => reads,
    bytesRead: () => bytesRead,
    streams: () => streams,
  };
}

/** A source whose chunks have the size that is asked for: what stands across a border must not matter. */
export function chunkedSource(source: Source, chunkBytes: number): Source {
  return {
    ...source,
    async *stream() {
      const bytes = await source.read(0, source.size);
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}
