/**
 * A bare Node handler that reads an experiment and its HEAD from a table of this machine before it sends one buffer: what
 * the route of an experiment's comparison can't do without. Arguments: HOME FILE; prints its port.
 */
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { getExperiment, getHead, putExperiment, setHead, startEmbedded } from "@evenmatch/store";

const [home = "", file = ""] = process.argv.slice(2);
const body = readFileSync(file);
const engine = await startEmbedded({ home });
const experiment = {
  project: "default",
  experiment: "bench",
  name: null,
  treatment: ["treatment"],
  baseline: ["baseline"],
  plan: { replicates: 10_000, level: 0.95, correction: "benjamini-hochberg", seed: "bench" },
  planVersion: 1,
  planFixed: "after" as const,
  updatedAt: "2026-01-01T00:00:00.000Z",
};
await putExperiment(engine, experiment, 0);
await setHead(engine, "default", "bench", {
  basedOn: 1,
  digest: "0".repeat(64),
  body: `json#${"0".repeat(16)}`,
  failure: null,
  planVersion: 1,
  treatment: ["treatment"],
});
const server = http.createServer(async (_request, response) => {
  await Promise.all([getHead(engine, "default", "bench"), getExperiment(engine, "default", "bench")]);
  response.writeHead(200, {
    "content-type": "application/json",
    "content-encoding": "gzip",
    "content-length": body.length,
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
setTimeout(() => process.exit(1), 15 * 60_000).unref();
process.on("SIGTERM", () => process.exit(0));
