import { type BinomialTable, binomialFrom, binomialTable } from "../random/binomial-table.ts";
import type { StreamState } from "../random/stream.ts";
import { uniform } from "../random/uniform.ts";

/** A population of few distinct rows: right or wrong in two arms makes four. */
export interface Categories {
  /** distinct rows in the order of their first appearance, one after the other */
  rows: Float64Array;
  /** how many units have each */
  counts: readonly number[];
  units: number;
}

/**
 * Groups equal rows, if there are few. Null as soon as there are more than `most`.
 *
 * In the order of first appearance, which swapping the arms does not change.
 */
export function categoriesOf(rows: Float64Array, width: number, most: number): Categories | null {
  const units = rows.length / width;
  const found = new Map<number, number[]>();
  const firsts: number[] = [];
  const counts: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    const key = rows[unit * width]!;
    const alike = found.get(key) ?? [];
    const category = alike.find((each) => sameRow(rows, width, firsts[each]!, unit));
    if (category !== undefined) {
      counts[category]! += 1;
      continue;
    }
    if (counts.length >= most) return null;
    alike.push(counts.length);
    found.set(key, alike);
    firsts.push(unit);
    counts.push(1);
  }
  const distinct = new Float64Array(firsts.length * width);
  firsts.forEach((unit, category) => {
    distinct.set(rows.subarray(unit * width, (unit + 1) * width), category * width);
  });
  return { rows: distinct, counts, units };
}

/**
 * A kernel that redraws the population by counting: how often each distinct row is drawn follows conditional binomials.
 *
 * The same law as drawing units one by one, in time that grows with the number of distinct rows instead of units.
 * Tables of the conditional laws are made as they are met and kept.
 *
 * @see Davis (1993), Comput. Stat. Data Anal. 16, multinomial by conditional binomials
 */
export function categoriesKernel({ rows, counts, units }: Categories, width: number) {
  // the share of each category among itself and those after it
  const left = counts.map((_, category) => counts.slice(category).reduce((sum, each) => sum + each, 0));
  const tables = counts.map(() => new Array<BinomialTable | undefined>(units + 1));
  const last = counts.length - 1;
  const drawn = new Int32Array(counts.length);
  return (state: StreamState, sums: Float64Array, from: number, count: number): void => {
    for (let replicate = from; replicate < from + count; replicate++) {
      let remaining = units;
      for (let category = 0; category < last; category++) {
        drawn[category] = 0;
        if (remaining === 0) continue;
        let table = tables[category]![remaining];
        if (!table) {
          table = binomialTable(remaining, counts[category]! / left[category]!);
          tables[category]![remaining] = table;
        }
        const successes = binomialFrom(table, uniform(state));
        drawn[category] = successes;
        remaining -= successes;
      }
      drawn[last] = remaining;
      addCategories(rows, width, drawn, sums, replicate * width);
    }
  };
}

/** Adds each distinct row as often as it was drawn. */
function addCategories(rows: Float64Array, width: number, drawn: Int32Array, sums: Float64Array, at: number): void {
  for (let category = 0, row = 0; category < drawn.length; category++, row += width) {
    const count = drawn[category]!;
    for (let column = 0; column < width; column++) sums[at + column]! += count * rows[row + column]!;
  }
}

function sameRow(rows: Float64Array, width: number, one: number, other: number): boolean {
  for (let column = 0; column < width; column++) {
    if (rows[one * width + column] !== rows[other * width + column]) return false;
  }
  return true;
}
