/** The report of a comparison as one file: style, script, typeface and figures inside, no request to anybody. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { plainView, type View } from "./arrange.ts";
import { fileLinks } from "./links.ts";
import { reportPage } from "./report-page.tsx";

/** The whole file; `eyebrow` stands above the headline, e.g. the experiment's name. */
export function reportFile(comparison: Comparison, options: { eyebrow?: string; view?: View } = {}): string {
  const { eyebrow = comparison.experiment ?? "comparison", view = plainView } = options;
  return reportPage(comparison, { links: fileLinks(), view, eyebrow }).html;
}
