/** The pages: comparisons as reports, suites, lists, and the form that takes a key. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Comparison } from "@evenmatch/contract/comparison";
import { Problem, problemCodes } from "@evenmatch/contract/problem";
import { getUpload, listCheckpoints, pageOfExperiments, pageOfUploads } from "@evenmatch/store";
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { describeCheckpoint } from "../checkpoints.ts";
import { itemScores } from "../compare/item-scores.ts";
import {
  comparisonByDigest,
  comparisonBytes,
  currentComparison,
  type Found,
  parseComparison,
  parsePersistence,
  persistenceBytes,
  persistenceOf,
} from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import { describeExperiment, requireExperiment } from "../experiments.ts";
import { describeUpload, requireUpload } from "../ingest/uploads.ts";
import { recordLook } from "../looks.ts";
import { viewOf } from "../pages/arrange.ts";
import { curvesSvg } from "../pages/curves-svg.ts";
import { servedLinks } from "../pages/links.ts";
import { checkpointsPage, experimentsPage, refreshSeconds, suitesPage, uploadsPage } from "../pages/listing-pages.tsx";
import { messagePage } from "../pages/message-page.tsx";
import { reportPage } from "../pages/report-page.tsx";
import { signInPage } from "../pages/sign-in-page.tsx";
import { suitePage } from "../pages/suite-page.tsx";
import { uploadPage } from "../pages/upload-page.tsx";
import { allSuites } from "../suites.ts";
import { cursorOf, pageOf } from "./cursor.ts";
import { type Environment, projectOf, requireShare } from "./environment.ts";
import { forgetKey, keepKey, placeAfter, requireReader } from "./page-access.ts";
import { fileFormats, fileHeaders, isFileFormat } from "./page-files.ts";
import { sendPage } from "./send-page.ts";

type PageContext = Context<Environment>;

/** Problems as pages; one that time will mend looks again by itself. */
function sendProblem(c: PageContext, error: unknown): Response {
  const requestId = c.get("requestId");
  if (error instanceof HTTPException) {
    const message = {
      title: "Not allowed",
      detail: "The form was sent from another site.",
      code: "forbidden",
      requestId,
    };
    return sendPage(c, messagePage(message), error.status as ContentfulStatusCode);
  }
  if (!(error instanceof Problem)) throw error;
  const waits = error.code === "comparison_pending" || error.code === "no_results";
  const [, title] = problemCodes[error.code];
  const message = messagePage({
    title: `${title[0]?.toUpperCase() ?? ""}${title.slice(1)}`,
    detail: error.message,
    code: error.code,
    requestId,
    ...(waits ? { refresh: refreshSeconds } : {}),
  });
  // a page that waits is no failure: a browser's own retry must not stand in its way
  return sendPage(c, message, waits ? 200 : (error.status as ContentfulStatusCode));
}

/** The comparison of a page: the current one of an experiment, which is a look at it, or one by its digest. */
async function comparisonOf(
  c: PageContext,
  deps: Dependencies,
): Promise<{ comparison: Comparison; found: Found; path: string }> {
  const experiment = c.req.param("experiment");
  const shared = c.get("shared");
  const digest = shared ?? c.req.param("digest") ?? "";
  const project = projectOf(c);
  const found =
    experiment === undefined
      ? await comparisonByDigest(deps, project, digest)
      : await currentComparison(deps, project, experiment);
  const comparison = parseComparison(await comparisonBytes(deps, project, found));
  await recordLook(deps, project, found);
  c.header("evenmatch-digest", found.digest);
  if (shared !== undefined) return { comparison, found, path: `/shared/${c.req.param("token")}` };
  const path = experiment === undefined ? `/comparisons/${digest}` : `/experiments/${encodeURIComponent(experiment)}`;
  return { comparison, found, path };
}

/** Every page of the service, on paths outside `/v1`. */
export function pageRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const reader = requireReader(deps);
  app.onError((error, c) => sendProblem(c, error));
  app.use("/experiments/*", compress());
  app.use("/comparisons/*", compress());
  app.use("/shared/*", compress());

  app.get("/", (c) => c.redirect("/experiments", 302));
  app.get("/sign-in", (c) => sendPage(c, signInPage({ to: placeAfter(c.req.query("to")) })));
  app.post("/sign-in", csrf(), async (c) => {
    const form = await c.req.parseBody();
    const to = placeAfter(typeof form.to === "string" ? form.to : undefined);
    try {
      await keepKey(c, deps, typeof form.key === "string" ? form.key.trim() : "");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return sendPage(c, signInPage({ to, refused: error.message }), error.status as ContentfulStatusCode);
    }
    return c.redirect(to, 303);
  });
  app.post("/sign-out", csrf(), (c) => {
    forgetKey(c);
    return c.redirect("/sign-in", 303);
  });

  const share = requireShare(deps);
  const roots = {
    "/experiments/:experiment": reader,
    "/comparisons/:digest{[0-9a-f]{64}}": reader,
    "/shared/:token": share,
  };
  for (const [root, mayRead] of Object.entries(roots)) {
    app.get(root, mayRead, async (c) => {
      const { comparison, found, path } = await comparisonOf(c, deps);
      const entry = await nameOf(c, deps);
      const view = viewOf(new URL(c.req.url).searchParams);
      const persistence = await persistenceOf(deps, projectOf(c), { found, comparison });
      const { stale } = found;
      const links = servedLinks(path);
      return sendPage(c, reportPage(comparison, { links, view, eyebrow: entry, persistence, stale }));
    });
    app.get(`${root}/:file{comparison\\.[a-z]+}`, mayRead, async (c) => {
      const format = c.req.param("file")?.split(".")[1] ?? "";
      if (!isFileFormat(format)) {
        throw new Problem("not_found", `no format .${format}; there are .${Object.keys(fileFormats).join(", .")}`);
      }
      const { comparison, found } = await comparisonOf(c, deps);
      const persistence =
        format === "html" ? await persistenceOf(deps, projectOf(c), { found, comparison }) : undefined;
      const view = viewOf(new URL(c.req.url).searchParams);
      const { write } = fileFormats[format];
      const name = comparison.digest.slice(0, 12);
      return c.body(write(comparison, { view, persistence }), 200, fileHeaders(format, name));
    });
    app.get(`${root}/persistence.svg`, mayRead, async (c) => {
      const { comparison, found } = await comparisonOf(c, deps);
      const persistence = parsePersistence(await persistenceBytes(deps, projectOf(c), found));
      return c.body(curvesSvg(persistence), 200, fileHeaders("svg", `${comparison.digest.slice(0, 12)}-curves`));
    });
    app.get(`${root}/suites/:suite`, mayRead, async (c) => {
      const { comparison, found, path } = await comparisonOf(c, deps);
      const suite = c.req.param("suite");
      const [variant, condition] = [c.req.query("variant"), c.req.query("condition")];
      const row = comparison.suites.find(
        (each) =>
          each.suite === suite &&
          each.variant === (variant ?? each.variant) &&
          each.condition === (condition ?? each.condition),
      );
      if (row === undefined) throw new Problem("not_found", `no suite ${suite} in this comparison`);
      // a share shows the comparison; item ids and scores are for keys
      const scores = path.startsWith("/shared/")
        ? Promise.resolve([])
        : itemScores(deps, { project: projectOf(c), found, row });
      const items = await scores.catch((error: unknown) => {
        // the scores may have been removed; what was computed from them stays
        if (error instanceof Problem) return [];
        throw error;
      });
      return sendPage(c, suitePage({ comparison, row, items: items.length === 0 ? undefined : items, parent: path }));
    });
  }

  app.get("/experiments", reader, async (c) => {
    const page = await pageOfExperiments(deps.table, projectOf(c), pageOf(c));
    const entries = await Promise.all(
      page.experiments.map(async (id) => describeExperiment(deps, await requireExperiment(deps, projectOf(c), id))),
    );
    return sendPage(c, experimentsPage({ items: entries, next: nextPage(c, page.next) }));
  });
  app.get("/checkpoints", reader, async (c) => {
    const page = await listCheckpoints<Checkpoint>(deps.table, projectOf(c), pageOf(c));
    return sendPage(c, checkpointsPage({ items: page.items.map(describeCheckpoint), next: nextPage(c, page.next) }));
  });
  app.get("/suites", reader, async (c) => sendPage(c, suitesPage(await allSuites(deps, projectOf(c)))));
  app.get("/uploads", reader, async (c) => {
    const page = await pageOfUploads(deps.table, projectOf(c), { ...pageOf(c), newestFirst: true });
    const entries = await Promise.all(page.uploads.map((upload) => getUpload(deps.table, projectOf(c), upload)));
    const items = entries.flatMap((entry) => (entry === undefined ? [] : [{ ...entry, status: entry.state }]));
    return sendPage(c, uploadsPage({ items, next: nextPage(c, page.next) }));
  });
  app.get("/uploads/:upload", reader, async (c) => {
    const entry = await requireUpload(deps, projectOf(c), c.req.param("upload"));
    return sendPage(c, uploadPage(await describeUpload(deps, entry)));
  });
  return app;
}

/** What stands above the headline. */
async function nameOf(c: PageContext, deps: Dependencies): Promise<string> {
  const experiment = c.req.param("experiment");
  const digest = c.get("shared") ?? c.req.param("digest");
  if (experiment === undefined) return `Comparison ${digest?.slice(0, 12)}`;
  const { name } = await requireExperiment(deps, projectOf(c), experiment);
  return name ?? experiment;
}

function nextPage(c: PageContext, last: string | undefined): string | null {
  const cursor = cursorOf(last);
  return cursor === null ? null : `${c.req.path}?cursor=${cursor}`;
}
