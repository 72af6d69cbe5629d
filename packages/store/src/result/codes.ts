/** Places in a dictionary, packed into as few bits as its size allows; the first code in the lowest bits. */
import { need } from "./stored-result.ts";

/** 0, 1, 2, 4, 8 or 16. */
export function bitsFor(distinct: number): number {
  if (distinct <= 1) return 0;
  return [1, 2, 4, 8].find((bits) => distinct <= 1 << bits) ?? 16;
}

export function packCodes(codes: Uint16Array, bits: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((codes.length * bits) / 8));
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    const bit = at * bits;
    bytes[bit >> 3]! |= (code << (bit & 7)) & 255;
    if (bits === 16) bytes[(bit >> 3) + 1] = code >> 8;
  }
  return bytes;
}

/** @throws {ResultBlobError} if a code is no place in a dictionary of `distinct` values */
export function unpackCodes(bytes: Uint8Array, { count, distinct }: { count: number; distinct: number }): Uint16Array {
  need(count === 0 || distinct > 0, () => `needed a dictionary for ${count} values, found an empty one`);
  const codes = new Uint16Array(count);
  const bits = bitsFor(distinct);
  const mask = (1 << Math.min(bits, 8)) - 1;
  for (let at = 0; bits > 0 && at < count; at++) {
    const bit = at * bits;
    const low = (bytes[bit >> 3]! >> (bit & 7)) & mask;
    const code = bits === 16 ? low | (bytes[(bit >> 3) + 1]! << 8) : low;
    need(code < distinct, () => `needed codes below ${distinct}, found ${code}`);
    codes[at] = code;
  }
  return codes;
}
