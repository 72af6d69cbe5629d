/** Float64s with their first bytes together, then their second…: neighbours that are alike compress better. */
import { setNumber } from "./canonical-column.ts";
import { need } from "./stored-result.ts";

export function packNumbers(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const scratch = new Uint8Array(8);
  const view = new DataView(scratch.buffer);
  for (let at = 0; at < values.length; at++) {
    setNumber(view, 0, values[at]!);
    for (let plane = 0; plane < 8; plane++) bytes[plane * values.length + at] = scratch[plane]!;
  }
  return bytes;
}

/** @throws {ResultBlobError} if the bytes are not `count` numbers */
export function unpackNumbers(bytes: Uint8Array, count: number): Float64Array {
  need(bytes.length === count * 8, () => `needed ${count * 8} bytes for ${count} numbers, found ${bytes.length}`);
  const values = new Float64Array(count);
  const scratch = new Uint8Array(8);
  const view = new DataView(scratch.buffer);
  for (let at = 0; at < count; at++) {
    for (let plane = 0; plane < 8; plane++) scratch[plane] = bytes[plane * count + at]!;
    values[at] = view.getFloat64(0, true);
  }
  return values;
}
