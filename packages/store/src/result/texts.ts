/** Texts by what differs from the one before: how much they share, how long the rest is, then all the rests. */
import { textBytes } from "./canonical-column.ts";
import { widthFor } from "./column-codec.ts";
import { need } from "./stored-result.ts";

/** Most bytes that a text can share: one byte says how many. */
const mostShared = 255;

export function packTexts(values: readonly string[]): { width: number; shared: number; bytes: Uint8Array } {
  const { bytes, lengths } = textBytes(values);
  const sharedBytes = new Uint8Array(values.length);
  const restLengths = new Uint32Array(values.length);
  const rests = Buffer.allocUnsafe(bytes.length);
  let start = 0;
  let end = 0;
  for (let at = 0; at < values.length; at++) {
    const length = lengths[at]!;
    const before = at === 0 ? 0 : lengths[at - 1]!;
    const common = commonBytes(bytes, { start, before, most: Math.min(length, before, mostShared) });
    sharedBytes[at] = common;
    restLengths[at] = length - common;
    rests.set(bytes.subarray(start + common, start + length), end);
    end += length - common;
    start += length;
  }
  const shared = sharedBytes.some((common) => common > 0) ? 1 : 0;
  const width = widthFor(restLengths.reduce((most, length) => Math.max(most, length), 0));
  const head = Buffer.alloc(values.length * width);
  for (let at = 0; at < head.length; at += width) head.writeUIntLE(restLengths[at / width]!, at, width);
  return {
    width,
    shared,
    bytes: Buffer.concat([...(shared === 1 ? [sharedBytes] : []), head, rests.subarray(0, end)]),
  };
}

/** How many bytes from `start` on are those of the text before? */
function commonBytes(bytes: Uint8Array, { start, before, most }: { start: number; before: number; most: number }) {
  let common = 0;
  while (common < most && bytes[start + common] === bytes[start - before + common]) common++;
  return common;
}

/** @throws {ResultBlobError} if the bytes are not `count` texts */
export function unpackTexts(
  bytes: Uint8Array,
  { count, width, shared }: { count: number; width: number; shared: number },
): string[] {
  const heads = count * (width + shared);
  need(bytes.length >= heads, () => `needed ${heads} bytes of lengths, found ${bytes.length}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: string[] = [];
  let text = Buffer.alloc(1024);
  let known = 0;
  let rest = heads;
  for (let at = 0; at < count; at++) {
    const common = shared === 0 ? 0 : buffer[at]!;
    const length = width === 0 ? 0 : buffer.readUIntLE(count * shared + at * width, width);
    need(common <= known, () => `needed at most ${known} shared bytes, found ${common}`);
    need(rest + length <= buffer.length, () => `needed ${rest + length} bytes of text, found ${buffer.length}`);
    known = common + length;
    if (known > text.length) text = Buffer.concat([text.subarray(0, common)], 2 * known);
    buffer.copy(text, common, rest, rest + length);
    values.push(text.toString("utf8", 0, known));
    rest += length;
  }
  need(rest === buffer.length, () => `needed ${rest} bytes of text, found ${buffer.length}`);
  return values;
}
