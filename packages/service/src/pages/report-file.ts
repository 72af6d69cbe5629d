/** The report of a comparison as one file: style, script, typeface and figures inside, no request to anybody. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { plainView } from "./arrange.ts";
import { fileLinks } from "./links.ts";
import { reportPage } from "./report-page.tsx";

/** The whole file; `eyebrow` stands above the headline, e.g. the experiment's name. */
export function reportFile(comparison: Comparison, eyebrow = comparison.experiment ?? "comparison"): string {
  return reportPage(comparison, { links: fileLinks(), view: plainView, eyebrow }).html;
}
