/** Reads only: what the light function serves. */
import type { Hono } from "hono";
import type { Dependencies } from "../dependencies.ts";
import { type AppOptions, answerUnknown, baseApp } from "./base-app.ts";
import type { Environment } from "./environment.ts";
import { sendToWhole } from "./long-answers.ts";
import { readRoutes } from "./read-routes.ts";

export function readApp(deps: Pick<Dependencies, "table" | "now">, options: AppOptions): Hono<Environment> {
  const app = baseApp({ ...options, now: deps.now });
  app.use(sendToWhole);
  app.route("/", readRoutes(deps));
  answerUnknown(app);
  return app;
}
