import { type CountedBoard, hypothesisFamilies } from "./hypotheses.ts";

/**
 * How many bootstrap replicates do the drawn p-values of this board need? 4m/α for the largest number m of hypotheses
 * that one of them is corrected with; 0 where no verdict rests on a drawn p.
 *
 * A p from B replicates is at least 2/(B + 1), and one near α/m, where Holm's first step decides, is the count of some
 * Bα/2m draws beyond: 4m/α leaves two of them.
 *
 * @see Davison & Hinkley (1997), ch. 4; oracle: by hand
 */
export function replicatesNeeded(board: CountedBoard): number {
  const methodOf = new Map(board.rows.map(({ key, analysis }) => [key, analysis.difference.method]));
  const drawn = hypothesisFamilies(board)
    // a control's test at the margin rests on the standard error
    .filter(({ kind, keys }) => kind !== "controls" && keys.some((key) => isDrawn(methodOf.get(key) ?? "")))
    .map(({ pValues }) => pValues.length);
  return Math.ceil((4 * Math.max(0, ...drawn)) / (1 - board.plan.level) - 1e-9);
}

function isDrawn(method: string): boolean {
  return method.startsWith("studentised") || method.startsWith("percentile");
}
