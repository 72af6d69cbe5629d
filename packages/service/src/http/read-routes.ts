/**
 * The routes that answer comparisons: light, for they are what dashboards poll. No schemas, no S3, nothing computed but
 * a selection of rows.
 */

import { gunzipSync } from "node:zlib";
import type { Comparison, Split, SuiteRow } from "@evenmatch/contract/comparison";
import { ownValue } from "@evenmatch/contract/own-value";
import { Problem } from "@evenmatch/contract/problem";
import { type Context, Hono } from "hono";
import {
  comparisonByDigest,
  comparisonBytes,
  currentComparison,
  type Found,
  parseComparison,
  persistenceBytes,
  type ReadDependencies,
} from "../comparison-body.ts";
import { recordLook } from "../looks.ts";
import { comparisonCsv } from "../render/csv.ts";
import { comparisonMarkdown } from "../render/markdown.ts";
import { methodsParagraph } from "../render/methods.ts";
import { acceptedTypes, acceptsGzip } from "./accepted-types.ts";
import { type Environment, projectOf, requireScope, requireShare, sharedDigest } from "./environment.ts";
import { comparisonHeaders, etagOf, holds } from "./respond.ts";

type Format = "json" | "csv" | "md";

export const mediaTypes: Record<Format, string> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  md: "text/markdown; charset=utf-8",
};

const splitAxes = ["domain", "trait", "role", "family", "audience", "training"] as const;

/** The format that a suffix names, else the first that Accept allows. @throws {Problem} not_acceptable */
export function formatOf(suffix: string | undefined, accept: string | undefined): Format {
  if (suffix === "json" || suffix === "csv" || suffix === "md") return suffix;
  if (suffix !== undefined && suffix !== "")
    throw new Problem("not_found", `no format .${suffix}; there are .json, .csv and .md`);
  if (accept === undefined || accept === "") return "json";
  for (const type of acceptedTypes(accept)) {
    if (type === "application/json" || type === "*/*" || type === "application/*") return "json";
    if (type === "text/csv") return "csv";
    if (type === "text/markdown" || type === "text/*") return "md";
  }
  throw new Problem("not_acceptable", `needed application/json, text/csv or text/markdown, found ${accept}`);
}

interface Filters {
  suite: string[];
  domain: string[];
  trait: string[];
  role: string[];
  sort: string | undefined;
}

const sortKeys: Record<string, (row: SuiteRow) => number | string> = {
  suite: (row) => row.suite,
  improvement: (row) => -(row.difference.improvement ?? Number.NEGATIVE_INFINITY),
  p: (row) => row.difference.p ?? Number.POSITIVE_INFINITY,
  verdict: (row) => row.verdict,
  domain: (row) => row.domain,
};

function filtersOf(c: Context<Environment>): Filters {
  const all = (name: string) =>
    (c.req.queries(name) ?? []).flatMap((text) => text.split(",")).filter((text) => text !== "");
  const sort = c.req.query("sort");
  if (sort !== undefined && ownValue(sortKeys, sort) === undefined) {
    throw new Problem("invalid_query", `sort: needed one of ${Object.keys(sortKeys).join(", ")}, found ${sort}`);
  }
  return { suite: all("suite"), domain: all("domain"), trait: all("trait"), role: all("role"), sort };
}

const isPlain = ({ suite, domain, trait, role, sort }: Filters): boolean =>
  sort === undefined && [suite, domain, trait, role].every((values) => values.length === 0);

/** Filters select rows; the whole's figures stay those of the whole. */
function select(comparison: Comparison, filters: Filters): Comparison {
  const allows = (wanted: readonly string[], found: readonly string[]) =>
    wanted.length === 0 || wanted.some((value) => found.includes(value));
  const suites = comparison.suites.filter(
    (row) =>
      allows(filters.suite, [row.suite]) &&
      allows(filters.domain, [row.domain]) &&
      allows(filters.trait, row.traits) &&
      allows(filters.role, [row.role]),
  );
  const key = filters.sort === undefined ? undefined : sortKeys[filters.sort];
  if (key !== undefined) {
    suites.sort((left, right) => {
      const [a, b] = [key(left), key(right)];
      return a < b ? -1 : a > b ? 1 : 0;
    });
  }
  return { ...comparison, suites };
}

function render(comparison: Comparison, format: Format): string {
  if (format === "csv") return comparisonCsv(comparison);
  if (format === "md") return comparisonMarkdown(comparison);
  return JSON.stringify(comparison);
}

/** The stored bytes, and the look that serving them is. */
async function served(c: Context<Environment>, deps: ReadDependencies, found: Found): Promise<Uint8Array> {
  const project = projectOf(c);
  const [bytes] = await Promise.all([comparisonBytes(deps, project, found), recordLook(deps, project, found)]);
  return bytes;
}

async function answer(
  c: Context<Environment>,
  deps: ReadDependencies,
  found: Found,
  format: Format,
): Promise<Response> {
  const filters = filtersOf(c);
  const plain = isPlain(filters);
  const gzip = format === "json" && plain && acceptsGzip(c.req.header("accept-encoding"));
  const etag = plain ? etagOf(found, format, gzip) : undefined;
  for (const [name, value] of Object.entries(comparisonHeaders(found))) c.header(name, value);
  if (etag !== undefined) {
    c.header("etag", etag);
    if (holds(c, etag)) return c.body(null, 304);
  }
  c.header("content-type", mediaTypes[format]);
  const bytes = await served(c, deps, found);
  if (format === "json" && plain) {
    if (!gzip) return c.body(asBody(gunzipSync(bytes)));
    c.header("content-encoding", "gzip");
    return c.body(asBody(bytes));
  }
  return c.body(render(select(parseComparison(bytes), filters), format));
}

/** The bytes as they lie: no memory of ours is shared with other threads. */
const asBody = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;

async function loaded(c: Context<Environment>, deps: ReadDependencies): Promise<Comparison> {
  const found = await currentComparison(deps, projectOf(c), c.req.param("experiment") ?? "");
  c.header("evenmatch-digest", found.digest);
  c.header("evenmatch-status", found.stale ? "computing" : "current");
  return parseComparison(await served(c, deps, found));
}

function splitRows(comparison: Comparison, by: string): Split[] {
  return comparison.splits.filter((split) => split.by === by);
}

/** Comparisons, win rates and rows. */
export function readRoutes(deps: ReadDependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const read = requireScope(deps, "read");

  app.get("/v1/experiments/:experiment/:comparison{comparison(\\.[a-z]+)?}", read, async (c) => {
    const format = formatOf(c.req.param("comparison").split(".")[1], c.req.header("accept"));
    const found = await currentComparison(deps, projectOf(c), c.req.param("experiment"));
    return answer(c, deps, found, format);
  });

  app.get("/v1/comparisons/:digest{[0-9a-f]{64}(\\.[a-z]+)?}", read, async (c) => {
    const [digest = "", suffix] = c.req.param("digest").split(".");
    const format = formatOf(suffix, c.req.header("accept"));
    return answer(c, deps, await comparisonByDigest(deps, projectOf(c), digest), format);
  });

  app.get("/shared/:token/:comparison{comparison\\.[a-z]+}", requireShare(deps), async (c) => {
    const format = formatOf(c.req.param("comparison").split(".")[1], undefined);
    return answer(c, deps, await comparisonByDigest(deps, projectOf(c), sharedDigest(c)), format);
  });

  app.get("/v1/experiments/:experiment/win-rates", read, async (c) => {
    const asked = c.req.query("by") ?? "domain";
    const by = asked === "split" ? "training" : asked;
    if (!splitAxes.some((axis) => axis === by)) {
      throw new Problem("invalid_query", `by: needed one of ${splitAxes.join(", ")}, found ${asked}`);
    }
    const comparison = await loaded(c, deps);
    const { digest, headline, winRate, computeMatch, guarantee } = comparison;
    return c.json({ digest, headline, winRate, guarantee, computeMatch, by, rows: splitRows(comparison, by) });
  });

  app.get("/v1/experiments/:experiment/suites/:suite", read, async (c) => {
    const comparison = await loaded(c, deps);
    const suite = c.req.param("suite");
    const rows = comparison.suites.filter((row) => row.suite === suite);
    if (rows.length === 0) throw new Problem("not_found", `no suite ${suite} in this comparison`);
    const { digest, experiment, computeMatch } = comparison;
    return c.json({ digest, experiment, computeMatch, rows });
  });

  app.get("/v1/experiments/:experiment/persistence", read, async (c) => {
    const found = await currentComparison(deps, projectOf(c), c.req.param("experiment"));
    c.header("evenmatch-digest", found.digest);
    c.header("evenmatch-status", found.stale ? "computing" : "current");
    const bytes = await persistenceBytes(deps, projectOf(c), found);
    await recordLook(deps, projectOf(c), found);
    return c.body(asBody(gunzipSync(bytes)), 200, { "content-type": "application/json" });
  });

  app.get("/v1/experiments/:experiment/methods", read, async (c) => {
    const paragraph = methodsParagraph(await loaded(c, deps));
    return c.body(`${paragraph}\n`, 200, { "content-type": "text/plain; charset=utf-8" });
  });
  return app;
}
