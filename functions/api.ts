/** Answers every route: declarations, uploads, experiments. */
import { randomUUID } from "node:crypto";
import { cloudDependencies } from "@evenmatch/service/cloud";
import { fullApp } from "@evenmatch/service/http/app";
import { rateLimitsOf } from "@evenmatch/service/http/rate-limits";
import { jsonLog } from "@evenmatch/service/http/request-log";
import { handle } from "hono/aws-lambda";

const deps = await cloudDependencies(process.env);
const app = fullApp(deps, {
  ...jsonLog(console.log, deps.now),
  limits: rateLimitsOf(process.env),
  newRequestId: randomUUID,
});

export const handler = handle(app);
