import { spawn } from "node:child_process"; import { once } from "node:events"; import { mkdtempSync } from "node:fs"; import { createInterface } from "node:readline";
import { paginateQuery } from "@aws-sdk/client-dynamodb";
import { startEmbedded } from "../../packages/store/src/engine/embedded.ts";
const home = mkdtempSync("/tmp/kill-"); const acked = new Set<string>();
for (let i = 0; i < 8; i++) {
  const c = spawn(process.execPath, ["--import", "tsx", "test/store/embedded-child.ts", home], { stdio: ["ignore", "pipe", "inherit"] });
  const started = new Promise<void>(r => createInterface({ input: c.stdout! }).on("line", (l) => { if (l === "started") r(); else acked.add(l); }));
  await started; await new Promise(r => setTimeout(r, Math.random() * 1500)); c.kill("SIGKILL"); await once(c, "close");
  const t = performance.now(); const e = await startEmbedded({ home }); const ms = performance.now() - t;
  const kept = new Set<string>();
  for await (const p of paginateQuery({ client: e.client }, { TableName: e.table, IndexName: "open", KeyConditionExpression: "GPK = :o", ExpressionAttributeValues: { ":o": { S: "open" } } })) for (const it of p.Items ?? []) kept.add(it.GSK!.S!);
  console.log(i, "acked", acked.size, "lost", [...acked].filter(x => !kept.has(x)).length, "start ms", ms.toFixed(0));
  await e.stop();
}
