/** A small seeded generator (mulberry32), for mutations that can be repeated. */
export interface Random {
  /** a whole number from 0 to below `limit` */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
  bytes(count: number): Uint8Array;
}

export function random(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  function below(limit: number): number {
    return Math.floor(next() * limit);
  }

  return {
    below,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}
