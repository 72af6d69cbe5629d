/** Comparisons as files: each format by its suffix. */
import { z } from "zod";
import { Comparison } from "./comparison.ts";
import type { Route } from "./route.ts";

/** Suffix → media type and what the file is. */
export const comparisonFiles = {
  json: { media: "application/json", what: "with everything, as JSON" },
  csv: { media: "text/csv", what: "as CSV, a line for each row" },
  md: { media: "text/markdown", what: "as Markdown" },
  parquet: { media: "application/vnd.apache.parquet", what: "as Parquet, a line for each row" },
  svg: { media: "image/svg+xml", what: "as a forest plot" },
  html: { media: "text/html", what: "as a report page in one file" },
} as const;

const drawn: readonly string[] = ["svg", "html", "parquet"];

/** `filters`: the query that selects rows, where rows are answered. */
export function fileRoutes(filters: z.ZodObject): Route[] {
  const places = [
    { base: "/v1/experiments/{experiment}/comparison", of: "The current comparison", scope: "read", waits: true },
    { base: "/v1/comparisons/{digest}", of: "A comparison by its digest", scope: "read", waits: false },
    { base: "/shared/{token}/comparison", of: "A shared comparison", scope: "share", waits: false },
  ] as const;
  return places.flatMap(({ base, of, scope, waits }) =>
    Object.entries(comparisonFiles).map(
      ([suffix, { media, what }]): Route => ({
        method: "get",
        path: `${base}.${suffix}`,
        summary: `${of} ${what}.`,
        scope,
        ...(drawn.includes(suffix) ? {} : { query: filters }),
        answers: { 200: suffix === "json" ? Comparison : z.string(), 304: null },
        ...(suffix === "json" ? {} : { text: media }),
        problems: waits ? [400, 404, 409, 410, 422] : [400, 404, 410],
      }),
    ),
  );
}
