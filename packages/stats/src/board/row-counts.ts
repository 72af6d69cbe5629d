import type { BoardRow } from "../board.ts";
import type { Proportion } from "../intervals/newcombe.ts";
import type { PairedCounts } from "../intervals/paired-counts.ts";

/**
 * The table behind a row of Tango's interval, turned so that `treatmentOnly` are the items on which the treatment did
 * better; undefined for every other row. Items on which the arms agree enter by their number alone: all stand in `both`.
 */
export function improvedPairs({ analysis }: BoardRow): PairedCounts | undefined {
  const { items, difference } = analysis;
  if (difference.method !== "tango" || items === null) return undefined;
  const { wins, losses, ties } = items;
  return { both: ties, treatmentOnly: wins, baselineOnly: losses, neither: 0 };
}

/**
 * The successes behind a row of Newcombe's interval, so that the improvement is the first rate − the second; undefined for
 * every other row.
 */
export function betterAndWorse({ analysis, direction }: BoardRow): readonly [Proportion, Proportion] | undefined {
  const [treatment, baseline] = [proportionOf(analysis.treatment), proportionOf(analysis.baseline)];
  if (analysis.difference.method !== "newcombe" || !treatment || !baseline) return undefined;
  return direction === "lower" ? [baseline, treatment] : [treatment, baseline];
}

/** Votes behind a preference row of Wilson's interval, ties half won; undefined for every other row. */
export function preferenceVotes({ analysis }: BoardRow): { won: number; n: number } | undefined {
  const { items, difference, clusters } = analysis;
  if (difference.method !== "wilson" || items === null || difference.value === null) return undefined;
  // unanimous groups are as many votes as there are groups
  const n = clusters ?? items.wins + items.losses + items.ties;
  return { won: ((1 + difference.value) / 2) * n, n };
}

function proportionOf({ mean, n }: { mean: number | null; n: number | null }): Proportion | undefined {
  return mean === null || n === null ? undefined : { successes: Math.round(mean * n), n };
}
