/** The routes that declare things and bring results: validate, call, answer. */
import { CalibrationRequest } from "@evenmatch/contract/calibration";
import { Checkpoint } from "@evenmatch/contract/checkpoint";
import { Experiment, type ExperimentAnswer } from "@evenmatch/contract/experiment";
import { limits } from "@evenmatch/contract/limits";
import { Problem } from "@evenmatch/contract/problem";
import { ResultsRequest } from "@evenmatch/contract/result-row";
import { SuiteDeclaration } from "@evenmatch/contract/suite";
import { UploadRequest } from "@evenmatch/contract/upload";
import { getUpload, listCheckpoints, pageOfExperiments, pageOfUploads } from "@evenmatch/store";
import { digestOf } from "@evenmatch/store/canonical";
import { Hono } from "hono";
import { calibrateExperiment } from "../calibrate.ts";
import { describeCheckpoint, requireCheckpoint, writeCheckpoint } from "../checkpoints.ts";
import { itemScores } from "../compare/item-scores.ts";
import { comparisonBytes, currentComparison, parseComparison } from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import { declaredExperiment, describeExperiment, requireExperiment, writeExperiment } from "../experiments.ts";
import { checkSuites, sendRows } from "../ingest/send-rows.ts";
import { completeUpload, describeUpload, makeUpload, receiveFile, requireUpload } from "../ingest/uploads.ts";
import { recordLook } from "../looks.ts";
import { readAgain } from "../originals.ts";
import { subsetGuarantee } from "../subset-guarantee.ts";
import { allSuites, readSuite, writeSuite } from "../suites.ts";
import { bodyText, jsonAs, jsonBody } from "./body.ts";
import { cursorOf, pageOf } from "./cursor.ts";
import { type Environment, projectOf, requireScope } from "./environment.ts";
import { idParam } from "./id-param.ts";
import { idempotent } from "./idempotent.ts";
import { expectationOf, isHeld, tagOf } from "./preconditions.ts";

/** Everything but the comparisons themselves. */
export function writeRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const read = requireScope(deps, "read");
  const write = requireScope(deps, "write");
  // the upload's own entries tell of its files
  const sendFile = requireScope(deps, "write", { audited: false });

  app.put("/v1/checkpoints/:checkpoint", write, async (c) => {
    const checkpoint = idParam(c, "checkpoint");
    const body = await jsonBody(c, Checkpoint);
    const { created, answer } = await writeCheckpoint(deps, {
      project: projectOf(c),
      checkpoint,
      body,
      expect: expectationOf(c),
    });
    c.header("etag", tagOf(answer));
    return c.json(answer, created ? 201 : 200);
  });
  app.get("/v1/checkpoints/:checkpoint", read, async (c) => {
    const answer = describeCheckpoint(await requireCheckpoint(deps, projectOf(c), idParam(c, "checkpoint")));
    return isHeld(c, tagOf(answer)) ? c.body(null, 304) : c.json(answer);
  });
  app.get("/v1/checkpoints", read, async (c) => {
    const page = await listCheckpoints<Checkpoint>(deps.table, projectOf(c), pageOf(c));
    return c.json({ items: page.items.map(describeCheckpoint), next: cursorOf(page.next) });
  });

  app.put("/v1/suites/:suite", write, async (c) => {
    const suite = idParam(c, "suite");
    const declaration = await jsonBody(c, SuiteDeclaration);
    const { created, answer } = await writeSuite(deps, {
      project: projectOf(c),
      suite,
      declaration,
      expect: expectationOf(c),
    });
    c.header("etag", tagOf(answer));
    return c.json(answer, created ? 201 : 200);
  });
  app.get("/v1/suites/:suite", read, async (c) => {
    const answer = await readSuite(deps, projectOf(c), idParam(c, "suite"));
    return isHeld(c, tagOf(answer)) ? c.body(null, 304) : c.json(answer);
  });
  app.get("/v1/suites", read, async (c) => c.json({ items: await allSuites(deps, projectOf(c)), next: null }));

  app.post("/v1/uploads", write, async (c) => {
    const text = await bodyText(c, limits.uploadBytes);
    const request = jsonAs(text, UploadRequest);
    return idempotent(c, deps, text, async () => ({
      status: 201,
      body: await makeUpload(deps, projectOf(c), request),
    }));
  });
  app.get("/v1/uploads", read, async (c) => {
    const project = projectOf(c);
    const page = await pageOfUploads(deps.table, project, pageOf(c));
    const items = [];
    for (const upload of page.uploads) {
      const entry = await getUpload(deps.table, project, upload);
      if (entry === undefined) continue;
      const { checkpoint, sequence, state, outcome, createdAt, finishedAt } = entry;
      items.push({ upload, checkpoint, sequence, status: state, outcome, createdAt, finishedAt });
    }
    return c.json({ items, next: cursorOf(page.next) });
  });
  app.get("/v1/uploads/:upload", read, async (c) =>
    c.json(await describeUpload(deps, await requireUpload(deps, projectOf(c), idParam(c, "upload")))),
  );
  app.put("/v1/uploads/:upload/files/:index{[0-9]+}", sendFile, async (c) => {
    const entry = await requireUpload(deps, projectOf(c), idParam(c, "upload"));
    const bytes = c.req.raw.body ?? emptyBytes();
    await receiveFile(deps, entry, { index: Number(c.req.param("index")), bytes });
    return c.body(null, 204);
  });
  app.post("/v1/uploads/:upload/complete", write, async (c) => {
    const entry = await requireUpload(deps, projectOf(c), idParam(c, "upload"));
    return c.json(await describeUpload(deps, await completeUpload(deps, entry)), 202);
  });

  app.post("/v1/uploads/:upload/read-again", write, async (c) => {
    const entry = await requireUpload(deps, projectOf(c), idParam(c, "upload"));
    return c.json(await describeUpload(deps, await readAgain(deps, entry)), 202);
  });

  app.post("/v1/results", write, async (c) => {
    const text = await bodyText(c, limits.rowsBytes);
    const { checkpoint, rows } = jsonAs(text, ResultsRequest);
    checkSuites(rows);
    return idempotent(c, deps, text, async () => {
      const answer = await sendRows(deps, projectOf(c), { checkpoint, rows });
      return { status: answer.status === "counted" ? 201 : 422, body: answer };
    });
  });

  app.put("/v1/experiments/:experiment", write, async (c) => {
    const experiment = idParam(c, "experiment");
    const body = await jsonBody(c, Experiment);
    const { created, answer } = await writeExperiment(deps, {
      project: projectOf(c),
      experiment,
      body,
      expect: expectationOf(c),
    });
    c.header("etag", experimentTag(answer));
    return c.json(answer, created ? 201 : 200);
  });
  app.get("/v1/experiments/:experiment", read, async (c) => {
    const entry = await requireExperiment(deps, projectOf(c), idParam(c, "experiment"));
    const answer = await describeExperiment(deps, entry);
    return isHeld(c, experimentTag(answer)) ? c.body(null, 304) : c.json(answer);
  });
  app.get("/v1/experiments", read, async (c) => {
    const project = projectOf(c);
    const page = await pageOfExperiments(deps.table, project, pageOf(c));
    const items = [];
    for (const experiment of page.experiments) {
      items.push(await describeExperiment(deps, await requireExperiment(deps, project, experiment)));
    }
    return c.json({ items, next: cursorOf(page.next) });
  });

  app.get("/v1/experiments/:experiment/guarantee", read, async (c) => {
    const project = projectOf(c);
    const found = await currentComparison(deps, project, idParam(c, "experiment"));
    const [bytes] = await Promise.all([comparisonBytes(deps, project, found), recordLook(deps, project, found)]);
    return c.json(subsetGuarantee(parseComparison(bytes), c.req.queries("suite") ?? []));
  });

  app.post("/v1/experiments/:experiment/calibration", write, async (c) => {
    const entry = await requireExperiment(deps, projectOf(c), idParam(c, "experiment"));
    const request = await jsonBody(c, CalibrationRequest);
    return c.json(await calibrateExperiment(deps, { entry, request }));
  });

  app.get("/v1/experiments/:experiment/suites/:suite/items", read, async (c) => {
    const project = projectOf(c);
    const found = await currentComparison(deps, project, c.req.param("experiment"));
    await recordLook(deps, project, found);
    const comparison = parseComparison(await comparisonBytes(deps, project, found));
    const suite = c.req.param("suite");
    const variant = c.req.query("variant");
    const condition = c.req.query("condition");
    const flip = c.req.query("flip");
    if (flip !== undefined && flip !== "lost" && flip !== "won") {
      throw new Problem("invalid_query", `flip: needed lost or won, found ${flip}`);
    }
    const rows = comparison.suites.filter(
      (row) =>
        row.suite === suite &&
        (variant === undefined || row.variant === variant) &&
        (condition === undefined || row.condition === condition),
    );
    const [row] = rows;
    if (row === undefined) throw new Problem("not_found", `no suite ${suite} in this comparison`);
    if (rows.length > 1) {
      const names = rows.map((each) => `variant=${each.variant}&condition=${each.condition}`);
      throw new Problem("several_rows", `needed the variant and condition of one row: ${names.join(", ")}`);
    }
    const { digest } = comparison;
    const { after, limit } = pageOf(c);
    const start = itemsBefore(after, digest);
    const end = start + limit;
    const items = (await itemScores(deps, { project, found, row })).filter(
      ({ improvement }) =>
        flip === undefined || (improvement !== null && (flip === "lost" ? improvement < 0 : improvement > 0)),
    );
    if (flip === "won") items.reverse();
    return c.json({
      digest,
      suite,
      variant: row.variant,
      condition: row.condition,
      metric: row.metric,
      direction: row.direction,
      total: items.length,
      items: items.slice(start, end),
      next: cursorOf(end < items.length ? `${digest}:${end}` : undefined),
    });
  });

  app.post("/v1/comparisons", write, async (c) => {
    const text = await bodyText(c, limits.bodyBytes);
    const body = jsonAs(text, Experiment);
    const answer = await adHocComparison(deps, projectOf(c), body);
    return c.json(answer, 202, { location: `/v1/experiments/${answer.experiment}/comparison` });
  });
  return app;
}

/** A poller is told of both: what was declared, and how the comparison stands. */
const experimentTag = (answer: ExperimentAnswer): string => tagOf(declaredExperiment(answer), answer);

/** How many items the pages before held; all pages are of one comparison. */
function itemsBefore(cursor: string | undefined, digest: string): number {
  if (cursor === undefined || cursor === "") return 0;
  const [of, count] = cursor.split(":");
  if (of === digest && /^\d{1,9}$/.test(count ?? "")) return Number(count);
  throw new Problem("precondition_failed", `cursor: needed one of comparison ${digest}, found another's: begin again`);
}

async function* emptyBytes(): AsyncIterable<Uint8Array> {}

/** Two arms and a plan, named by their content: the same question again is the same experiment. */
async function adHocComparison(deps: Dependencies, project: string, body: Experiment) {
  const experiment = `adhoc-${digestOf(body).slice(0, 24)}`;
  const { answer } = await writeExperiment(deps, { project, experiment, body });
  return answer;
}
