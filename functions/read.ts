/** Answers comparisons: the light function, without schemas, S3 or the statistics. */
import { randomUUID } from "node:crypto";
import { rateLimitsOf } from "@evenmatch/service/http/rate-limits";
import { readApp } from "@evenmatch/service/http/read-app";
import { jsonLog } from "@evenmatch/service/http/request-log";
import { connect } from "@evenmatch/store/engine/connect";
import { handle } from "hono/aws-lambda";

const table = process.env.EVENMATCH_TABLE;
if (table === undefined) throw new Error("needed the environment variable EVENMATCH_TABLE, found none");

const now = () => Date.now();
const app = readApp(
  { table: connect({ table }), now },
  { ...jsonLog(console.log, now), limits: rateLimitsOf(process.env), newRequestId: randomUUID },
);

export const handler = handle(app);
