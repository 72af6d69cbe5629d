/** The arrows of directions as paths: not every typeface has them all. */
import type { SuiteRow } from "@evenmatch/contract/comparison";

/** SVG paths in a box of 8 × 8 about the origin, drawn as lines; an unknown direction has none. */
export const directionPaths: Readonly<Record<SuiteRow["direction"], string>> = {
  higher: "M0 4V-4M-3-1 0-4 3-1",
  lower: "M0-4V4M-3 1 0 4 3 1",
  target: "M-4 0H4M1-3 4 0 1 3",
  unknown: "",
};

/** What the arrow of a direction says. */
export const directionWords = {
  higher: "more is better",
  lower: "less is better",
  target: "nearer the ideal is better",
  unknown: "nobody said which is better",
} as const satisfies Record<SuiteRow["direction"], string>;
