/** The whole HTTP service as one Hono app. */
import { Problem, type ProblemCode, problemCodes } from "@evenmatch/contract/problem";
import { problemHelp } from "@evenmatch/contract/problem-help";
import type { Hono } from "hono";
import type { Dependencies } from "../dependencies.ts";
import { warningTexts } from "../render/warnings.ts";
import { accessRoutes } from "./access-routes.ts";
import { type AppOptions, answerUnknown, baseApp } from "./base-app.ts";
import { deletionRoutes } from "./deletion-routes.ts";
import { docsRoutes } from "./docs-routes.ts";
import { drawnRoutes } from "./drawn-routes.ts";
import type { Environment } from "./environment.ts";
import { linkLongAnswers } from "./long-answers.ts";
import { pageRoutes } from "./page-routes.ts";
import { proofRoutes } from "./proof-routes.ts";
import { readRoutes } from "./read-routes.ts";
import { scoreRoutes } from "./score-routes.ts";
import { verifyRoutes } from "./verify-routes.ts";
import { writeRoutes } from "./write-routes.ts";

/** What the `type` of a problem points to. */
function describeProblem(code: string): object {
  if (!Object.hasOwn(problemCodes, code)) throw new Problem("not_found", `no problem ${code}`);
  const [status, title] = problemCodes[code as ProblemCode];
  return { code, status, title, help: problemHelp[code as ProblemCode] };
}

export function fullApp(deps: Dependencies, options: AppOptions): Hono<Environment> {
  const app = baseApp({ ...options, now: deps.now });
  app.use(linkLongAnswers(deps));
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/problems/:code", (c) => c.json(describeProblem(c.req.param("code"))));
  app.get("/v1/warnings", (c) => c.json(warningTexts));
  app.route("/", docsRoutes());
  app.route("/", drawnRoutes(deps));
  app.route("/", readRoutes(deps));
  app.route("/", writeRoutes(deps));
  app.route("/", proofRoutes(deps));
  app.route("/", deletionRoutes(deps));
  app.route("/", scoreRoutes(deps));
  app.route("/", accessRoutes(deps));
  app.route("/", verifyRoutes(deps));
  app.route("/", pageRoutes(deps));
  answerUnknown(app);
  return app;
}
