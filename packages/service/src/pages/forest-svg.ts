/** The forest plot of a comparison as one SVG file. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { View } from "./arrange.ts";
import { ForestFigure } from "./forest-figure.tsx";

/** The file's text: on white, in an open typeface that falls back to what is there, with the digest in it. */
export function forestSvg(comparison: Comparison, view?: View): string {
  const drawing = ForestFigure(view === undefined ? { comparison } : { comparison, view });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawing}\n`;
}
