/** A comparison as the files that a browser takes home. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { View } from "../pages/arrange.ts";
import { forestSvg } from "../pages/forest-svg.ts";
import { reportFile } from "../pages/report-file.ts";
import { comparisonCsv } from "../render/csv.ts";
import { comparisonJson } from "../render/json.ts";
import { comparisonMarkdown } from "../render/markdown.ts";

export type FileFormat = "json" | "csv" | "md" | "svg" | "html";

/** Format → media type and what writes it. */
export const fileFormats: Record<
  FileFormat,
  { mediaType: string; write(comparison: Comparison, view?: View): string }
> = {
  json: { mediaType: "application/json", write: (comparison) => comparisonJson(comparison) },
  csv: { mediaType: "text/csv; charset=utf-8", write: (comparison) => comparisonCsv(comparison) },
  md: { mediaType: "text/markdown; charset=utf-8", write: (comparison) => comparisonMarkdown(comparison) },
  svg: { mediaType: "image/svg+xml; charset=utf-8", write: forestSvg },
  html: {
    mediaType: "text/html; charset=utf-8",
    write: (comparison, view) => reportFile(comparison, view === undefined ? {} : { view }),
  },
};

export function isFileFormat(text: string): text is FileFormat {
  return Object.hasOwn(fileFormats, text);
}
