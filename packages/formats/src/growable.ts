type Numbers = Int32Array | Float64Array;

/** A typed array that grows as it is appended to: columns of unknown length without boxing. */
export interface Growable<T extends Numbers> {
  push(value: number): void;
  at(index: number): number;
  set(index: number, value: number): void;
  length(): number;
  /** the values so far; a view, valid until the next push */
  view(): T;
}

/** `make` allocates; `fill` stands in places that were skipped by `set`. */
export function growable<T extends Numbers>(make: (length: number) => T, fill = 0): Growable<T> {
  let values = make(16);
  let length = 0;
  if (fill !== 0) values.fill(fill);

  function room(needed: number): void {
    if (needed <= values.length) return;
    const wider = make(Math.max(needed, Math.ceil(values.length * 2)));
    if (fill !== 0) wider.fill(fill, length);
    wider.set(values.subarray(0, length));
    values = wider;
  }

  return {
    push(value) {
      if (length === values.length) room(length + 1);
      values[length] = value;
      length += 1;
    },
    at: (index) => (index < length ? (values[index] as number) : fill),
    set(index, value) {
      room(index + 1);
      values[index] = value;
      if (index >= length) length = index + 1;
    },
    length: () => length,
    view: () => values.subarray(0, length) as T,
  };
}

export const int32 = (length: number): Int32Array => new Int32Array(length);
export const float64 = (length: number): Float64Array => new Float64Array(length);
