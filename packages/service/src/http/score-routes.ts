/** Scores as they were counted, for whoever wants to work with them elsewhere. */
import { gzipSync } from "node:zlib";
import { Problem } from "@evenmatch/contract/problem";
import { scoreFiles } from "@evenmatch/contract/score-routes";
import type { StoredResult } from "@evenmatch/store";
import { type Context, Hono } from "hono";
import { comparisonByDigest } from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import {
  checkpointResults,
  scoresAsLines,
  scoresAsParquet,
  scoresOfCheckpoint,
  scoresOfComparison,
} from "../scores.ts";
import { acceptsGzip } from "./accepted-types.ts";
import { type Environment, projectOf, requireScope } from "./environment.ts";
import { idParam } from "./id-param.ts";

interface Asked {
  result: string;
  suffix: keyof typeof scoreFiles;
}

function asked(c: Context<Environment>): Asked {
  const name = c.req.param("result") ?? "";
  const [, result = "", suffix = ""] = /^([0-9a-f]{64})\.([a-z]+)$/.exec(name) ?? [];
  if (suffix === "ndjson" || suffix === "parquet") return { result, suffix };
  const needed = Object.keys(scoreFiles).join(" or .");
  throw new Problem("invalid_id", `needed the 64 hex digits of a result and .${needed}, found ${name.slice(0, 100)}`);
}

/** What is named by its hash never changes. */
function send(c: Context<Environment>, result: StoredResult, suffix: Asked["suffix"]): Response {
  c.header("content-type", scoreFiles[suffix]);
  c.header("cache-control", "private, no-cache");
  c.header("vary", "accept-encoding, authorization");
  if (suffix === "parquet") return c.body(new Uint8Array(scoresAsParquet(result)));
  const text = scoresAsLines(result);
  if (!acceptsGzip(c.req.header("accept-encoding"))) return c.body(text);
  c.header("content-encoding", "gzip");
  return c.body(new Uint8Array(gzipSync(text)));
}

export function scoreRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const read = requireScope(deps, "read");

  app.get("/v1/checkpoints/:checkpoint/results", read, async (c) =>
    c.json(await checkpointResults(deps, projectOf(c), idParam(c, "checkpoint"))),
  );
  app.get("/v1/checkpoints/:checkpoint/results/:result", read, async (c) => {
    const { result, suffix } = asked(c);
    const checkpoint = idParam(c, "checkpoint");
    return send(c, await scoresOfCheckpoint(deps, { project: projectOf(c), checkpoint, result }), suffix);
  });
  app.get("/v1/comparisons/:digest{[0-9a-f]{64}}/results/:result", read, async (c) => {
    const { result, suffix } = asked(c);
    const project = projectOf(c);
    const found = await comparisonByDigest(deps, project, c.req.param("digest"));
    return send(c, await scoresOfComparison(deps, { project, found, result }), suffix);
  });
  return app;
}
