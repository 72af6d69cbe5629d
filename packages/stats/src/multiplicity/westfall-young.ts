import { need } from "../errors.ts";
import { nextWord, openStreams, replicatesPerBlock, startBlock } from "../random/stream.ts";

/** How the sign flips are drawn. */
export interface WestfallYoungOptions {
  /** random sign flips where there are too many to enumerate */
  replicates: number;
  seed: string | null;
  /** names the random stream */
  key: string;
}

/** Up to so many items all 2^n sign flips are enumerated. */
const mostEnumerated = 14;

/**
 * Which metrics of the *same items* differ, when their correlation is used instead of feared?
 *
 * `differences[metric][item]`: treatment − baseline. An item's sign is flipped in all metrics at once, so that they keep
 * moving together; the step-down compares each |t| with the greatest of those not yet passed. Two-sided adjusted p, one
 * per metric: exact up to 14 items, else (1 + #)/(1 + B). For one metric it is the sign-flip test. For suites with
 * different items use Holm or BH.
 *
 * @throws {StatsError} without metrics, with fewer than two items, or with metrics of different lengths
 * @see Westfall & Young (1993), algorithm 2.8; oracle: all 2^8 flips enumerated
 */
export function westfallYoung(differences: readonly ArrayLike<number>[], options: WestfallYoungOptions): number[] {
  const items = differences[0]?.length ?? 0;
  need(items > 1, `at least one metric on two items was needed, found ${differences.length} on ${items}`);
  need(
    differences.every(({ length }) => length === items),
    "the same items for every metric were needed",
  );
  const observed = differences.map((metric) => absoluteT(metric, new Int8Array(items).fill(1)));
  const descending = observed.map((_, metric) => metric).sort((i, j) => observed[j]! - observed[i]! || i - j);
  const isExact = items <= mostEnumerated;
  const flips = isExact ? 1 << items : options.replicates;
  const exceeding = new Float64Array(differences.length);
  const signs = new Int8Array(items);
  const fill = isExact ? enumeratedSigns : drawnSigns(options);
  for (let flip = 0; flip < flips; flip++) {
    fill(signs, flip);
    // from the smallest |t| up: the greatest among this metric and all that lie below it
    let greatest = 0;
    for (let rank = descending.length - 1; rank >= 0; rank--) {
      const metric = descending[rank]!;
      greatest = Math.max(greatest, absoluteT(differences[metric]!, signs));
      // equal up to rounding counts as reached
      if (greatest >= observed[metric]! * (1 - 1e-12)) exceeding[metric]! += 1;
    }
  }
  const adjusted = new Array<number>(differences.length).fill(1);
  let largest = 0;
  for (const metric of descending) {
    largest = Math.max(largest, isExact ? exceeding[metric]! / flips : (1 + exceeding[metric]!) / (1 + flips));
    adjusted[metric] = largest;
  }
  return adjusted;
}

/** |t| of the flipped differences; 0 where their sum is, Infinity where they are all alike. */
function absoluteT(differences: ArrayLike<number>, signs: Int8Array): number {
  const n = signs.length;
  let total = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    total += signs[i]! * differences[i]!;
    squares += differences[i]! * differences[i]!;
  }
  const spread = squares - (total * total) / n;
  return total === 0 ? 0 : Math.abs(total) / Math.sqrt((Math.max(0, spread) * n) / (n - 1));
}

type FillSigns = (signs: Int8Array, flip: number) => void;

function enumeratedSigns(signs: Int8Array, flip: number): void {
  for (let i = 0; i < signs.length; i++) signs[i] = (flip >> i) & 1 ? -1 : 1;
}

function drawnSigns({ seed, key }: WestfallYoungOptions): FillSigns {
  const root = openStreams(seed, key);
  const state = new Int32Array(4);
  return (signs, flip) => {
    if (flip % replicatesPerBlock === 0) startBlock(root, flip / replicatesPerBlock, state);
    let bits = 0;
    for (let i = 0; i < signs.length; i++) {
      if (i % 32 === 0) bits = nextWord(state);
      signs[i] = (bits >> (i % 32)) & 1 ? -1 : 1;
    }
  };
}
