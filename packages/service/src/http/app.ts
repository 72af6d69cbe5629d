/** The whole HTTP service as one Hono app. */
import { openApiDocument } from "@evenmatch/contract/openapi";
import type { Hono } from "hono";
import type { Dependencies } from "../dependencies.ts";
import { warningTexts } from "../render/warnings.ts";
import { type AppOptions, answerUnknown, baseApp } from "./base-app.ts";
import { drawnRoutes } from "./drawn-routes.ts";
import type { Environment } from "./environment.ts";
import { pageRoutes } from "./page-routes.ts";
import { readRoutes } from "./read-routes.ts";
import { writeRoutes } from "./write-routes.ts";

export function fullApp(deps: Dependencies, options: AppOptions): Hono<Environment> {
  const app = baseApp(options);
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/openapi.json", (c) => c.json(openApiDocument()));
  app.get("/v1/warnings", (c) => c.json(warningTexts));
  app.route("/", drawnRoutes(deps));
  app.route("/", readRoutes(deps));
  app.route("/", writeRoutes(deps));
  app.route("/", pageRoutes(deps));
  answerUnknown(app);
  return app;
}
