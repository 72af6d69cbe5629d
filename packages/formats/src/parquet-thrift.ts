/**
 * Thrift's compact protocol, walked without building anything: lengths that a hostile file only claims must be found out
 * before a parser believes them.
 */

export class ThriftError extends Error {}

const maxDepth = 24;
const maxElements = 1_000_000;
const maxVarintBytes = 10;

/**
 * Where does the struct that begins at `start` end? Every list's elements are there, every text fits, nothing nests
 * beyond 24 levels, and there are at most a million elements in all.
 *
 * @throws {ThriftError} otherwise
 * @see the Thrift compact protocol's specification, as Parquet uses it
 */
export function skipThriftStruct(bytes: Uint8Array, start: number): number {
  let at = start;
  let elements = 0;

  function byte(): number {
    const value = bytes[at];
    if (value === undefined) throw new ThriftError("needed a whole structure, found the end of the data");
    at += 1;
    return value;
  }

  function varint(): number {
    let value = 0;
    for (let count = 0; count < maxVarintBytes; count += 1) {
      const next = byte();
      value += (next & 0x7f) * 2 ** (7 * count);
      if (next < 0x80) return value;
    }
    throw new ThriftError(`needed a number of at most ${maxVarintBytes} bytes, found more`);
  }

  function count(): void {
    elements += 1;
    if (elements > maxElements) throw new ThriftError(`needed at most ${maxElements} elements, found more`);
  }

  function skip(length: number): void {
    if (at + length > bytes.length) throw new ThriftError(`needed ${length} bytes, found ${bytes.length - at}`);
    at += length;
  }

  function list(depth: number): void {
    const head = byte();
    const short = head >> 4;
    const size = short === 15 ? varint() : short;
    if (size > bytes.length - at) throw new ThriftError(`needed a list that fits, found one of ${size} elements`);
    for (let i = 0; i < size; i += 1) {
      count();
      value(head & 0x0f, depth, true);
    }
  }

  function value(type: number, depth: number, isElement: boolean): void {
    if (type === 1 || type === 2) skip(isElement ? 1 : 0);
    else if (type === 3) skip(1);
    else if (type >= 4 && type <= 6) varint();
    else if (type === 7) skip(8);
    else if (type === 8) skip(varint());
    else if (type === 9) list(depth + 1);
    else if (type === 12) struct(depth + 1);
    else throw new ThriftError(`needed a type that Parquet uses, found ${type}`);
  }

  function struct(depth: number): void {
    if (depth > maxDepth) throw new ThriftError(`needed at most ${maxDepth} levels of nesting, found more`);
    for (;;) {
      const head = byte();
      const type = head & 0x0f;
      if (type === 0) return;
      count();
      if (head >> 4 === 0) varint();
      value(type, depth, false);
    }
  }

  struct(0);
  return at;
}
