/**
 * Comparisons as drawings, pages and typed tables to take home (`.svg`, `.html`, `.parquet`), on the paths of the others.
 * Apart from them, because what makes these is more than the light function that answers the others should carry.
 */
import { Problem } from "@evenmatch/contract/problem";
import { type Context, Hono, type Next } from "hono";
import {
  comparisonByDigest,
  comparisonBytes,
  currentComparison,
  type Found,
  parseComparison,
  parsePersistence,
  persistenceBytes,
  persistenceOf,
  type ReadDependencies,
} from "../comparison-body.ts";
import { recordLook } from "../looks.ts";
import { viewOf } from "../pages/arrange.ts";
import { curvesSvg } from "../pages/curves-svg.ts";
import { type Drawn, drawnByAccept } from "./accepted-types.ts";
import { type Environment, projectOf, requireScope, requireShare, sharedDigest } from "./environment.ts";
import { fileFormats, isFileFormat } from "./page-files.ts";
import { etagOf, holds } from "./respond.ts";

/** What a browser that opens the file may do: its own styles; a page's own policy in it says the rest. */
const policies: Readonly<Record<Drawn, string>> = {
  svg: "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'none'; sandbox",
  html: "frame-ancestors 'none'; sandbox allow-scripts allow-downloads",
  parquet: "default-src 'none'; sandbox",
};

/** The file that a suffix names, or that the caller wants more than the other formats; undefined: none. */
export function drawnFormatOf(suffix: string | undefined, accept: string | undefined): Drawn | undefined {
  if (suffix !== undefined && suffix !== "") {
    if (!isFileFormat(suffix)) {
      throw new Problem("not_found", `no format .${suffix}; there are .${Object.keys(fileFormats).join(", .")}`);
    }
    return suffix === "svg" || suffix === "html" || suffix === "parquet" ? suffix : undefined;
  }
  return drawnByAccept(accept);
}

/** Forest plots, report files and Parquet by experiment and by digest. */
export function drawnRoutes({ table, now }: ReadDependencies): Hono<Environment> {
  const deps = { table, now };
  const app = new Hono<Environment>();
  const read = requireScope(deps, "read");
  const share = requireShare(deps);

  function setHeaders(c: Context<Environment>, format: Drawn, found: Found): void {
    c.header("vary", "accept, authorization");
    c.header("evenmatch-digest", found.digest);
    c.header("evenmatch-status", found.stale ? "computing" : "current");
    c.header("cache-control", "private, no-cache");
    c.header("content-security-policy", policies[format]);
  }

  async function curves(c: Context<Environment>, found: Found): Promise<Response> {
    const persistence = parsePersistence(await persistenceBytes(deps, projectOf(c), found));
    setHeaders(c, "svg", found);
    await recordLook(deps, projectOf(c), found);
    return c.body(curvesSvg(persistence), 200, { "content-type": fileFormats.svg.mediaType });
  }

  async function drawn(c: Context<Environment>, format: Drawn, found: Found): Promise<Response> {
    const view = viewOf(new URL(c.req.url).searchParams);
    const isPlain = new URL(c.req.url).search === "";
    setHeaders(c, format, found);
    if (isPlain) {
      const etag = etagOf(found, format, false);
      c.header("etag", etag);
      if (holds(c, etag)) return c.body(null, 304);
    }
    const comparison = parseComparison(await comparisonBytes(deps, projectOf(c), found));
    await recordLook(deps, projectOf(c), found);
    const { mediaType, write } = fileFormats[format];
    const project = projectOf(c);
    const persistence = format === "html" ? await persistenceOf(deps, project, { found, comparison }) : undefined;
    return c.body(write(comparison, { view, persistence }), 200, { "content-type": mediaType });
  }

  app.get("/v1/experiments/:experiment/:comparison{comparison(\\.[a-z]+)?}", async (c, next: Next) => {
    const format = drawnFormatOf(c.req.param("comparison").split(".")[1], c.req.header("accept"));
    if (format === undefined) return next();
    const refused = await read(c, async () => undefined);
    return refused ?? drawn(c, format, await currentComparison(deps, projectOf(c), c.req.param("experiment")));
  });
  app.get("/v1/experiments/:experiment/persistence.svg", read, async (c) =>
    curves(c, await currentComparison(deps, projectOf(c), c.req.param("experiment"))),
  );
  app.get("/v1/experiments/:experiment/persistence", async (c, next: Next) => {
    if (drawnFormatOf(undefined, c.req.header("accept")) !== "svg") return next();
    const refused = await read(c, async () => undefined);
    return refused ?? curves(c, await currentComparison(deps, projectOf(c), c.req.param("experiment")));
  });
  app.get("/v1/comparisons/:digest{[0-9a-f]{64}(\\.[a-z]+)?}", async (c, next: Next) => {
    const [digest = "", suffix] = c.req.param("digest").split(".");
    const format = drawnFormatOf(suffix, c.req.header("accept"));
    if (format === undefined) return next();
    const refused = await read(c, async () => undefined);
    return refused ?? drawn(c, format, await comparisonByDigest(deps, projectOf(c), digest));
  });
  app.get("/shared/:token/:comparison{comparison\\.[a-z]+}", async (c, next: Next) => {
    const format = drawnFormatOf(c.req.param("comparison").split(".")[1], undefined);
    if (format === undefined) return next();
    const refused = await share(c, async () => undefined);
    return refused ?? drawn(c, format, await comparisonByDigest(deps, projectOf(c), sharedDigest(c)));
  });
  return app;
}
