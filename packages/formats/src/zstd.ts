import { Decompress } from "fzstd";
import { ContentError } from "./content-error.ts";
import { maxZstdWindow } from "./limits.ts";

const stepBytes = 16 * 1024;

/**
 * Zstandard, as a stream: the decompressed bytes of one or many concatenated frames.
 *
 * `file` names the source in errors. A frame that asks for more history than `maxZstdWindow` is refused before the
 * memory is taken.
 *
 * @throws {ContentError} `truncated` where the last frame doesn't end, `invalid_zstd` for anything else that is wrong
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const ready: Uint8Array[] = [];
  const decoder = new Decompress((bytes) => {
    if (bytes.length > 0) ready.push(bytes);
  });
  const frames = frameWatch(file);
  let empty = true;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += stepBytes) {
      // fzstd keeps and shifts what it is given: a copy leaves the source's own bytes alone
      const step = chunk.slice(at, at + stepBytes);
      frames.push(step);
      guarded(file, () => decoder.push(step));
      empty = false;
      while (ready.length > 0) yield ready.shift() as Uint8Array;
    }
  }
  if (empty || !frames.whole()) throw truncated(file);
  guarded(file, () => decoder.push(new Uint8Array(0), true));
  yield* ready;
}

function truncated(file: string): ContentError {
  return new ContentError("truncated", "needed a whole zstd stream, found one that ends inside a frame", { file });
}

function guarded(file: string, push: () => void): void {
  try {
    push();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/unexpected EOF/.test(text)) throw truncated(file);
    throw new ContentError("invalid_zstd", `needed Zstandard data, found: ${text}`, { file });
  }
}

/**
 * Walks frame and block headers without decompressing: the decoder allocates a frame's window as soon as it sees the
 * header, so the header has to be judged before the decoder gets it.
 */
function frameWatch(file: string) {
  /** bytes to pass over before the next header; the header is collected in `header` */
  let skip = 0;
  let header: number[] = [];
  let state: "frame" | "block" | "checksum" = "frame";
  let last = false;
  let hasChecksum = false;

  function wanted(): number {
    if (state === "block") return 3;
    if (header.length < 5) return header.length < 4 || !isSkippable() ? 5 : 8;
    if (isSkippable()) return 8;
    return frameHeaderSize(header[4] as number);
  }

  function isSkippable(): boolean {
    return ((header[0] as number) & 0xf0) === 0x50 && header[1] === 0x2a && header[2] === 0x4d && header[3] === 0x18;
  }

  function finish(): void {
    if (state === "frame") {
      if (isSkippable()) {
        skip = little(header, 4, 4);
      } else {
        if (little(header, 0, 4) !== 0xfd2fb528)
          throw new ContentError("invalid_zstd", "needed a zstd frame, found other bytes", { file });
        const window = windowSize(header);
        if (window > maxZstdWindow) {
          const text = `needed a zstd window of at most ${maxZstdWindow} bytes, found ${window}`;
          throw new ContentError("too_large", text, { file });
        }
        hasChecksum = ((header[4] as number) & 4) !== 0;
        state = "block";
      }
    } else {
      const value = little(header, 0, 3);
      last = (value & 1) === 1;
      skip = ((value >> 1) & 3) === 1 ? 1 : value >> 3;
      if (last) {
        skip += hasChecksum ? 4 : 0;
        state = "frame";
      }
    }
    header = [];
  }

  return {
    push(bytes: Uint8Array): void {
      let at = 0;
      while (at < bytes.length) {
        if (skip > 0) {
          const step = Math.min(skip, bytes.length - at);
          skip -= step;
          at += step;
          continue;
        }
        header.push(bytes[at] as number);
        at += 1;
        if (header.length >= wanted()) finish();
      }
    },
    whole: () => state === "frame" && skip === 0 && header.length === 0,
  };
}

function frameHeaderSize(flags: number): number {
  const single = (flags >> 5) & 1;
  const dictionary = [0, 1, 2, 4][flags & 3] as number;
  const size = flags >> 6 === 0 ? single : 1 << (flags >> 6);
  return 5 + (1 - single) + dictionary + size;
}

function windowSize(header: readonly number[]): number {
  const flags = header[4] as number;
  if (((flags >> 5) & 1) === 0) {
    const descriptor = header[5] as number;
    const base = 2 ** (10 + (descriptor >> 3));
    return base + (base / 8) * (descriptor & 7);
  }
  const dictionary = [0, 1, 2, 4][flags & 3] as number;
  const bytes = flags >> 6 === 0 ? 1 : 1 << (flags >> 6);
  return little(header, 5 + dictionary, bytes) + (bytes === 2 ? 256 : 0);
}

function little(bytes: readonly number[], at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] as number);
  return value;
}
