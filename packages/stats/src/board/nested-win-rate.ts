import { need } from "../errors.ts";
import { drawIndices } from "../random/draw-indices.ts";
import { openStreams, replicatesPerBlock, startBlock } from "../random/stream.ts";

/**
 * The nested bootstrap of the win rate, drawn: one replicate of each suite, then the suites themselves redrawn.
 *
 * `replicates[suite]`: resampled improvements, positive is better, the same number for each suite; a 0 counts half.
 * Answers the win rate of every replicate. It counts item noise twice: an engine check (its law is that of
 * `hierarchicalWinRate`) and a conservative figure, never primary.
 *
 * @throws {StatsError} without suites, or if they have different numbers of replicates
 * @see `hierarchicalWinRate` for the same law without draws
 */
export function nestedWinRate(
  replicates: readonly Float64Array[],
  { seed, key }: { seed: string | null; key: string },
): Float64Array {
  const suites = replicates.length;
  need(suites > 0, "at least one suite was needed, found none");
  const { length } = replicates[0]!;
  need(
    replicates.every((suite) => suite.length === length),
    "the same number of replicates for every suite was needed",
  );
  const root = openStreams(seed, key);
  const state = new Int32Array(4);
  const drawn = new Int32Array(suites);
  const rates = new Float64Array(length);
  for (let replicate = 0; replicate < length; replicate++) {
    if (replicate % replicatesPerBlock === 0) startBlock(root, replicate / replicatesPerBlock, state);
    drawIndices(state, suites, suites, drawn);
    let wins = 0;
    for (let i = 0; i < suites; i++) {
      const improvement = replicates[drawn[i]!]![replicate]!;
      wins += improvement > 0 ? 1 : improvement === 0 ? 0.5 : 0;
    }
    rates[replicate] = wins / suites;
  }
  return rates;
}
