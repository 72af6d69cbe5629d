import { normalQuantile } from "@evenmatch/stats";
import { openStreams, startBlock } from "@evenmatch/stats/random/stream";
import { uniform } from "@evenmatch/stats/random/uniform";

/** Random numbers of one part of a study. */
export interface Draws {
  /** evenly from (0, 1) */
  uniform(): number;
  /** standard normal */
  normal(): number;
  /** true with this probability */
  chance(probability: number): boolean;
  /** a whole number evenly from 0 … n−1 */
  below(n: number): number;
}

/**
 * The numbers of a part of a study, such as one suite's items or one arm's answers.
 *
 * They depend on the two names alone, so that what is added to a study leaves its other parts as they are, on every
 * machine and every version of Node. The generator is the product's own.
 */
export function drawsOf(study: string, part: string): Draws {
  const state = new Int32Array(4);
  startBlock(openStreams(study, part), 0, state);
  const next = () => uniform(state) || 2 ** -54;
  return {
    uniform: next,
    normal: () => normalQuantile(next()),
    chance: (probability) => next() < probability,
    below: (n) => Math.floor(next() * n),
  };
}

/** `value` held between `least` and `most`, with four decimals, as harnesses print graded scores. */
export function graded(value: number, least = 0, most = 1): number {
  return Math.round(Math.min(most, Math.max(least, value)) * 10_000) / 10_000;
}
