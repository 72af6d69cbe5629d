import type { BoardRow, Guarantee } from "../board.ts";
import { closedTesting } from "../multiplicity/true-discoveries.ts";
import { oneSidedP } from "./margin-test.ts";

/** Bounds that hold at once for the board and for every subset of its rows that a reader may pick afterwards. */
export type Guarantees = (keys: ReadonlySet<string>) => Guarantee | null;

/**
 * At least how many of these suites truly improved, and at most how many truly regressed by more than the margin?
 *
 * `rows`: those that count; `missing`: how many planned suites have no row, each a hypothesis with p = 1. Two closed
 * tests, each one-sided at α/2, so both statements hold together with confidence `level`: H: Δ ≤ 0 for improved, H: Δ ≤
 * −margin for regressed (rejecting it shows the suite has not regressed by more than the margin). A row without a p or
 * a margin is no hypothesis: it can't be shown to have improved, nor not to have regressed. Null for a subset without
 * counted rows.
 *
 * @see `closedTesting`
 */
export function guarantees(rows: readonly BoardRow[], missing: number, level: number): Guarantees {
  const shared = { rows, missing, alpha: (1 - level) / 2 };
  const improved = boundsOver({ ...shared, thresholdOf: () => 0 });
  const notWorse = boundsOver({ ...shared, thresholdOf: ({ analysis }) => mirrored(analysis.margin) });
  return (keys) => {
    const subset = rows.filter(({ key }) => keys.has(key)).map(({ key }) => key);
    if (subset.length === 0) return null;
    const better = improved(subset);
    const tolerable = notWorse(subset);
    return {
      suites: subset.length,
      level,
      atLeastImproved: better.simes,
      atMostRegressed: subset.length - tolerable.simes,
      atLeastImprovedHolm: better.holm,
      atMostRegressedHolm: subset.length - tolerable.holm,
    };
  };
}

interface Bounds {
  simes: number;
  holm: number;
}

/** Closed testing over the rows that are hypotheses, asked by row keys. */
function boundsOver(options: {
  rows: readonly BoardRow[];
  missing: number;
  alpha: number;
  thresholdOf: (row: BoardRow) => number | null;
}): (keys: readonly string[]) => Bounds {
  const { rows, missing, alpha, thresholdOf } = options;
  const positions = new Map<string, number>();
  const pValues: number[] = [];
  for (const row of rows) {
    const threshold = thresholdOf(row);
    const p = row.analysis.noVerdict === null && threshold !== null ? oneSidedP(row, threshold) : null;
    if (p === null) continue;
    positions.set(row.key, pValues.length);
    pValues.push(p);
  }
  const closed = closedTesting([...pValues, ...new Array<number>(missing).fill(1)], alpha);
  return (keys) => {
    const tested = keys.flatMap((key) => positions.get(key) ?? []);
    return { simes: closed.atLeast(tested), holm: closed.atLeastAnyDependence(tested) };
  };
}

function mirrored(margin: number | null): number | null {
  return margin === null ? null : -margin;
}
