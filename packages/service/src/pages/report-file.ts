/** The report of a comparison as one file: style, script, typeface and figures inside, no request to anybody. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import { plainView, type View } from "./arrange.ts";
import { fileLinks } from "./links.ts";
import { reportPage } from "./report-page.tsx";

/** What a report file shows beside the comparison. */
export interface ReportFileOptions {
  /** stands above the headline, e.g. the experiment's name */
  eyebrow?: string;
  view?: View;
  /** of the same results, where there is something to follow */
  persistence?: Persistence | undefined;
}

/** The whole file. */
export function reportFile(comparison: Comparison, options: ReportFileOptions = {}): string {
  const { eyebrow = comparison.experiment ?? "comparison", view = plainView, persistence } = options;
  return reportPage(comparison, { links: fileLinks(), view, eyebrow, persistence }).html;
}
