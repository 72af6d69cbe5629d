import type { Comparison, Split } from "@evenmatch/contract/comparison";
import { comparisonCsv } from "@evenmatch/service/render/csv";
import { comparisonJson } from "@evenmatch/service/render/json";
import { comparisonMarkdown } from "@evenmatch/service/render/markdown";
import { comparisonTable } from "@evenmatch/service/render/terminal";
import { comparisonFrame } from "@evenmatch/service/render/terminal-frame";
import { wantsColour, windowWidth } from "./output.ts";

export interface RenderOptions {
  format: "table" | "md" | "csv" | "json";
  by?: Split["by"];
}

/** A comparison as the person asked to see it, ready for stdout. */
export function rendered(comparison: Comparison, { format, by }: RenderOptions): string {
  const axis = by === undefined ? {} : { by };
  if (format === "json") return `${comparisonJson(comparison)}\n`;
  if (format === "csv") return comparisonCsv(comparison);
  if (format === "md") return comparisonMarkdown(comparison, axis);
  return comparisonTable(comparison, { width: windowWidth(), colour: wantsColour(), ...axis });
}

/** A comparison in at most `rows` lines of the window. */
export function renderedFrame(comparison: Comparison, rows: number, by?: Split["by"]): string[] {
  const axis = by === undefined ? {} : { by };
  return comparisonFrame(comparison, { width: windowWidth(), colour: wantsColour(), rows, ...axis });
}
