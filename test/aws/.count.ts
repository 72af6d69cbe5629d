import { mkdtemp } from "node:fs/promises";
import { homePlace } from "@evenmatch/service/places";
import { serviceAt } from "../service/small-project.ts";
import { makeUpload, completeIfWhole } from "@evenmatch/service/ingest/uploads";
import { ingestUpload } from "@evenmatch/service/ingest/ingest-upload";
import { incomingBlob } from "@evenmatch/service/blob-places";
import { writeCheckpoint } from "@evenmatch/service/checkpoints";
import { writeExperiment } from "@evenmatch/service/experiments";
import { defaultPlan } from "@evenmatch/contract/plan";
import { rowsOf } from "../service/running-service.ts";
const place = await homePlace(await mkdtemp("/tmp/sa/home-"));
let n: Record<string, number> = {};
place.table.client.middlewareStack.add((next, ctx) => (a) => { const k = String(ctx.commandName); n[k] = (n[k] ?? 0) + 1; return next(a); }, { step: "initialize" });
const blobs = new Proxy(place.blobs, { get: (t, k) => (...a: unknown[]) => { n[`blob.${String(k)}`] = (n[`blob.${String(k)}`] ?? 0) + 1; return (t as never)[k](...(a as [])); } });
const { deps, work } = serviceAt({ table: place.table, blobs } as never);
for (const c of ["a", "b"]) await writeCheckpoint(deps, { project: "p", checkpoint: c, body: { step: 3 } });
await writeExperiment(deps, { project: "p", experiment: "e", body: { treatment: ["a"], baseline: ["b"], plan: defaultPlan } });
for (let i = 0; i < 53; i++) for (const c of ["a", "b"]) {
  if (i === 52) console.log("before", i, c), (n = {});
  const bytes = Buffer.from(rowsOf(`own-${i}`, i % 2 ? "1011010101101" : "1110110101011").map((r) => JSON.stringify(r)).join("\n"));
  const { upload } = await makeUpload(deps, "p", { checkpoint: c, files: [{ name: "x.ndjson", bytes: bytes.length }] });
  await deps.blobs.put(incomingBlob("p", upload, 0), bytes);
  if (await completeIfWhole(deps, "p", upload)) await ingestUpload(deps, "p", upload);
  if (i === 52) console.log("upload", JSON.stringify(n)), (n = {});
  if (i >= 51) { await work(); if (i === 52) console.log("compare", JSON.stringify(n)), (n = {}); }
}
await place.close();
