/** A comparison as the files that a browser takes home. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import type { View } from "../pages/arrange.ts";
import { forestSvg } from "../pages/forest-svg.ts";
import { reportFile } from "../pages/report-file.ts";
import { comparisonCsv } from "../render/csv.ts";
import { comparisonJson } from "../render/json.ts";
import { comparisonMarkdown } from "../render/markdown.ts";
import { comparisonParquet } from "../render/parquet.ts";

export type FileFormat = "json" | "csv" | "md" | "parquet" | "svg" | "html";

/** What a file may show beside the comparison. */
export interface FileOptions {
  view: View;
  /** of the same results, where there is something to follow */
  persistence?: Persistence | undefined;
}

interface Format {
  mediaType: string;
  write(comparison: Comparison, options: FileOptions): string | Uint8Array<ArrayBuffer>;
}

/** Format → media type and what writes it. */
export const fileFormats: Record<FileFormat, Format> = {
  json: { mediaType: "application/json", write: (comparison) => comparisonJson(comparison) },
  csv: { mediaType: "text/csv; charset=utf-8", write: (comparison) => comparisonCsv(comparison) },
  md: { mediaType: "text/markdown; charset=utf-8", write: (comparison) => comparisonMarkdown(comparison) },
  parquet: { mediaType: "application/vnd.apache.parquet", write: (comparison) => comparisonParquet(comparison) },
  svg: { mediaType: "image/svg+xml; charset=utf-8", write: (comparison, { view }) => forestSvg(comparison, view) },
  html: { mediaType: "text/html; charset=utf-8", write: reportFile },
};

export function isFileFormat(text: string): text is FileFormat {
  return Object.hasOwn(fileFormats, text);
}

/** What goes before a file that a page offers: kept by no cache but the reader's, opened by nobody here. */
export function fileHeaders(format: FileFormat, name: string): Record<string, string> {
  return {
    "content-type": fileFormats[format].mediaType,
    "cache-control": "private, no-cache",
    "content-security-policy": "default-src 'none'; sandbox",
    "content-disposition": `attachment; filename="evenmatch-${name}.${format}"`,
  };
}
