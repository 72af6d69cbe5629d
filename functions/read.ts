/** Answers comparisons: the light function, without schemas, S3 or the statistics. */
import { randomUUID } from "node:crypto";
import { readApp } from "@evenmatch/service/http/read-app";
import { connect } from "@evenmatch/store/engine/connect";
import { handle } from "hono/aws-lambda";

const table = process.env.EVENMATCH_TABLE;
if (table === undefined) throw new Error("needed the environment variable EVENMATCH_TABLE, found none");

const app = readApp({ table: connect({ table }) }, { log: (error) => console.error(error), newRequestId: randomUUID });

export const handler = handle(app);
