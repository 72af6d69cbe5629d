import { normalCdf } from "../distributions/normal-cdf.ts";
import { need } from "../errors.ts";
import { sum } from "../sum.ts";

/** Page's test of a predicted order. */
export interface PageTrend {
  /** Page's L: greater where values fall along the doses as predicted */
  l: number;
  /** one-sided */
  p: number;
  method: "exact" | "normal";
}

/** Up to so many doses the exact law is enumerated: 8! = 40,320 orders. */
const mostExactDoses = 8;

/**
 * Do the improvements fall from dose to dose, over the suites taken together?
 *
 * `values[suite][dose]`: every suite at the same doses, two or more. Ranks within a suite, so suites need no common scale.
 * Exact where no suite has ties and there are at most eight doses; otherwise the normal approximation, whose variance
 * ignores ties and so errs to the cautious side.
 *
 * @throws {StatsError} without suites, with fewer than two doses, or with suites of different lengths
 * @see Page (1963), J. Am. Statist. Assoc. 58, 216; oracle: scipy.stats.page_trend_test
 */
export function pageTrend(values: readonly (readonly number[])[]): PageTrend {
  const doses = values[0]?.length ?? 0;
  need(doses > 1, `at least one suite at two doses was needed, found ${values.length} at ${doses}`);
  need(
    values.every((row) => row.length === doses),
    "the same doses for every suite were needed",
  );
  // falling values: the greatest is predicted first, so ranks count from the greatest
  const l = sum(values.map((row) => sum(midRanks(row).map((rank, dose) => rank * (dose + 1)))));
  const suites = values.length;
  const hasTies = values.some((row) => new Set(row).size < row.length);
  if (!hasTies && doses <= mostExactDoses) return { l, p: exactUpperTail(l, suites, doses), method: "exact" };
  const expected = (suites * doses * (doses + 1) * (doses + 1)) / 4;
  const variance = (suites * doses * doses * (doses + 1) * (doses * doses - 1)) / 144;
  return { l, p: normalCdf(-(l - expected) / Math.sqrt(variance)), method: "normal" };
}

/** 1 for the greatest; ties share the mean of their ranks. */
function midRanks(row: readonly number[]): number[] {
  return row.map((value) => {
    const greater = row.filter((other) => other > value).length;
    const equal = row.filter((other) => other === value).length;
    return greater + (equal + 1) / 2;
  });
}

function exactUpperTail(l: number, suites: number, doses: number): number {
  const one = lawOfOne(doses);
  let law = [1];
  for (let suite = 0; suite < suites; suite++) law = convolve(law, one);
  return Math.min(1, sum(law.slice(l)));
}

/** Probability of each Σ rank·dose over all orders of one suite's ranks, by index. */
function lawOfOne(doses: number): number[] {
  const counts = new Map<number, number>();
  let orders = 0;
  const used = new Array<boolean>(doses + 1).fill(false);
  const place = (dose: number, total: number): void => {
    if (dose > doses) {
      orders++;
      counts.set(total, (counts.get(total) ?? 0) + 1);
      return;
    }
    for (let rank = 1; rank <= doses; rank++) {
      if (used[rank]) continue;
      used[rank] = true;
      place(dose + 1, total + rank * dose);
      used[rank] = false;
    }
  };
  place(1, 0);
  return Array.from({ length: Math.max(...counts.keys()) + 1 }, (_, total) => (counts.get(total) ?? 0) / orders);
}

function convolve(left: readonly number[], right: readonly number[]): number[] {
  const result = new Array<number>(left.length + right.length - 1).fill(0);
  for (const [i, p] of left.entries()) {
    if (p === 0) continue;
    for (const [j, q] of right.entries()) result[i + j]! += p * q;
  }
  return result;
}
