/** Answers every route: declarations, uploads, experiments. */
import { randomUUID } from "node:crypto";
import { cloudDependencies } from "@evenmatch/service/cloud";
import { fullApp } from "@evenmatch/service/http/app";
import { handle } from "hono/aws-lambda";

const app = fullApp(await cloudDependencies(process.env), {
  log: (error) => console.error(error),
  newRequestId: randomUUID,
});

export const handler = handle(app);
