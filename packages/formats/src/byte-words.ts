/** Are `length` bytes the same in both? Four at a time; five arguments and no options object, for it is asked several times a line. */
export function sameBytes(left: DataView, at: number, right: DataView, from: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (left.getInt32(at + i, true) !== right.getInt32(from + i, true)) return false;
  for (; i < length; i += 1) if (left.getUint8(at + i) !== right.getUint8(from + i)) return false;
  return true;
}

/** The same bytes, to be read by words. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
