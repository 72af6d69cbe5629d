/** The persistence curves of a comparison as one SVG file. */
import type { Persistence } from "@evenmatch/contract/persistence";
import { CurvesFigure } from "./curves-figure.tsx";

/** The file's text: on white, in an open typeface that falls back to what is there, with the digest in it. */
export function curvesSvg(persistence: Persistence): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${CurvesFigure({ persistence })}\n`;
}
