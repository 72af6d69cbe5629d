/**
 * The colours of verdicts: blue against orange, which every kind of colour vision tells apart, and never without a shape.
 *
 * Each is dark (or light) enough for small text on its ground, at 4.5 : 1 at least.
 */
import type { SuiteRow } from "@evenmatch/contract/comparison";

export interface Palette {
  ground: string;
  ink: string;
  quiet: string;
  rule: string;
  band: string;
  gain: string;
  loss: string;
  same: string;
}

export const light: Palette = {
  ground: "#ffffff",
  ink: "#16202b",
  quiet: "#586370",
  rule: "#d9dee4",
  band: "#eef1f4",
  gain: "#0064ad",
  loss: "#b84600",
  same: "#00705a",
};

export const dark: Palette = {
  ground: "#10151b",
  ink: "#e8edf2",
  quiet: "#9ba7b4",
  rule: "#2e3843",
  band: "#1b232c",
  gain: "#6cb6ff",
  loss: "#ff9a57",
  same: "#4cc9a6",
};

/** Which colour a verdict has. */
export const verdictColours = {
  improved: "gain",
  nonInferior: "gain",
  regressed: "loss",
  inferior: "loss",
  equivalent: "same",
  inconclusive: "quiet",
  noVerdict: "quiet",
} as const satisfies Record<SuiteRow["verdict"], keyof Palette>;
