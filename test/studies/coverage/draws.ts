import { normalQuantile } from "@evenmatch/stats";
import { openStreams, startBlock } from "@evenmatch/stats/random/stream";
import { uniform } from "@evenmatch/stats/random/uniform";

/** Random numbers of one replication of one cell. */
export interface Draws {
  /** evenly from [0, 1) */
  uniform(): number;
  /** standard normal */
  normal(): number;
  /** true with this probability */
  chance(probability: number): boolean;
}

/** everything that a study draws depends on this text, the cell's name and the replication's number alone */
const studySeed = "coverage study";

/**
 * The draws of one replication. Any replication can be drawn by itself, in any order, on any machine.
 *
 * Normal numbers by the inverse of their law: sines and cosines differ between versions of Node.
 */
export function drawsOf(cell: string, replication: number): Draws {
  const state = new Int32Array(4);
  startBlock(openStreams(studySeed, `${cell}#${replication}`), 0, state);
  const next = () => uniform(state);
  return {
    uniform: next,
    normal: () => normalQuantile(next() || 2 ** -54),
    chance: (probability) => next() < probability,
  };
}

/** The plan's seed in one replication: every replication resamples by itself. */
export function resamplingSeed(cell: string, replication: number): string {
  return `${studySeed}|${cell}#${replication}`;
}
