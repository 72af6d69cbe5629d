/** A comparison's proof, its record, and what moved between two. */
import { gzipSync } from "node:zlib";
import { Problem } from "@evenmatch/contract/problem";
import { type Context, Hono } from "hono";
import { comparisonByDigest, comparisonBytes, parseComparison } from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import { diffComparisons, type Side } from "../diff-comparisons.ts";
import { readRecord } from "../record.ts";
import { makeProof } from "../verify/make-proof.ts";
import { acceptsGzip } from "./accepted-types.ts";
import { type Environment, projectOf, requireScope } from "./environment.ts";

const digestPattern = /^[0-9a-f]{64}$/;

function digestParam(c: Context<Environment>, name: string): string {
  const digest = c.req.param(name) ?? "";
  if (digestPattern.test(digest)) return digest;
  throw new Problem("invalid_id", `needed the 64 hex digits of a digest, found ${digest.slice(0, 80)}`);
}

/** A document that never changes: named by its digest, compressed where the caller takes it. */
function sendDocument(c: Context<Environment>, document: unknown): Response {
  const text = JSON.stringify(document);
  c.header("content-type", "application/json");
  c.header("cache-control", "private, no-cache");
  c.header("vary", "accept-encoding, authorization");
  if (!acceptsGzip(c.req.header("accept-encoding"))) return c.body(text);
  c.header("content-encoding", "gzip");
  return c.body(new Uint8Array(gzipSync(text)));
}

/** Proofs hold item ids and scores: they are for keys, not for shares. */
export function proofRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const read = requireScope(deps, "read");

  app.get("/v1/comparisons/:digest/verify", read, async (c) => {
    const project = projectOf(c);
    const found = await comparisonByDigest(deps, project, digestParam(c, "digest"));
    c.header("evenmatch-digest", found.digest);
    return sendDocument(c, await makeProof(deps, project, found));
  });

  app.get("/v1/comparisons/:digest/record", read, async (c) => {
    const project = projectOf(c);
    const found = await comparisonByDigest(deps, project, digestParam(c, "digest"));
    c.header("evenmatch-digest", found.digest);
    return sendDocument(c, await readRecord(deps, project, found));
  });

  app.get("/v1/comparisons/:before/diff/:after", read, async (c) => {
    const project = projectOf(c);
    const side = async (name: string): Promise<Side> => {
      const found = await comparisonByDigest(deps, project, digestParam(c, name));
      const [bytes, record] = await Promise.all([
        comparisonBytes(deps, project, found),
        readRecord(deps, project, found).catch((error: unknown) => {
          if (error instanceof Problem) return undefined;
          throw error;
        }),
      ]);
      return { comparison: parseComparison(bytes), record };
    };
    return sendDocument(c, diffComparisons(await side("before"), await side("after")));
  });
  return app;
}
