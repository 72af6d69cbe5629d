import { resampleSums } from "../bootstrap/resample-sums.ts";
import { float64Of } from "../columns.ts";
import { openStreams } from "../random/stream.ts";
import { type Units, unitSums } from "./units.ts";

/** What a stream of resamples depends on. */
export interface CurveDraws {
  replicates: number;
  seed: string | null;
  key: string;
}

/**
 * The whole curves of every resample: units redrawn once, all conditions recomputed from the same draw.
 *
 * `columns`: one number per item for each point of each curve. Answers, for each column, its mean in every resample. Points
 * of one curve share their items, so their resampled values move together, as the observed ones do.
 */
export function resampledMeans(columns: readonly Float64Array[], units: Units, draws: CurveDraws): Float64Array[] {
  const width = columns.length + 1;
  const rows = new Float64Array(units.units * width);
  const sizes = unitSums(new Float64Array(units.items).fill(1), units);
  for (const [k, column] of [...columns.map((column) => unitSums(column, units)), sizes].entries()) {
    for (let unit = 0; unit < units.units; unit++) rows[unit * width + k] = column[unit]!;
  }
  const sums = resampleSums([{ rows, width }], openStreams(draws.seed, draws.key), draws.replicates)[0]!;
  return columns.map((_, k) => {
    return float64Of(draws.replicates, (replicate) => {
      return sums[replicate * width + k]! / sums[replicate * width + columns.length]!;
    });
  });
}
