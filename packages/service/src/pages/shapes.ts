/** The shapes of verdicts, so that nobody needs colour to tell them apart. */
import type { SuiteRow } from "@evenmatch/contract/comparison";

export interface Shape {
  /** SVG path about the origin, 12 units across at most */
  path: string;
  /** drawn full; else as an outline on the ground's colour */
  full: boolean;
}

export const verdictShapes: Readonly<Record<SuiteRow["verdict"], Shape>> = {
  improved: { path: "M0-5.6 5.4 4H-5.4Z", full: true },
  regressed: { path: "M0 5.6-5.4-4H5.4Z", full: true },
  equivalent: { path: "M-4-4H4V4H-4Z", full: true },
  inconclusive: { path: "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0Z", full: false },
  noVerdict: { path: "M-3.6-3.6 3.6 3.6M-3.6 3.6 3.6-3.6", full: false },
  nonInferior: { path: "M0-5.4 5.4 0 0 5.4-5.4 0Z", full: true },
  inferior: { path: "M0 5.6-5.4-4H5.4Z", full: false },
};

/** The tip of an interval that goes on beyond the axis; its point is at the origin. */
export const arrowHeads = { left: "M0 0 7-4.2V4.2Z", right: "M0 0-7-4.2V4.2Z" } as const;
