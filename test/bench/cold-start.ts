/** From the start of a process to the first answer of each function's bundle, beside a bare handler. */
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { bundleOptions, functionNames } from "../../functions/bundle.ts";
import type { NoteGoal } from "./goals.ts";
import { median } from "./median.ts";

/** what the runtime does: loads the module, calls the handler once; no table is needed for an unknown route or no record */
const first = (file: string, event: unknown) => `
import { handler } from ${JSON.stringify(file)};
await handler(${JSON.stringify(event)}, { awsRequestId: "1", functionName: "bench" });
process.exit(0);
`;

const request = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/healthz",
  rawQueryString: "",
  headers: { host: "127.0.0.1", accept: "application/json" },
  requestContext: {
    accountId: "1",
    apiId: "a",
    domainName: "127.0.0.1",
    domainPrefix: "a",
    http: { method: "GET", path: "/healthz", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
    requestId: "1",
    routeKey: "$default",
    stage: "$default",
    time: "",
    timeEpoch: 0,
  },
  isBase64Encoded: false,
};
const events = { read: request, api: request, ingest: { Records: [] }, compare: { Records: [] }, sweep: {} };

/** The section of the page. */
export function coldStartSection(folder: string, rounds: number, note: NoteGoal): string {
  mkdirSync(folder, { recursive: true });
  const bare = path.join(folder, "bare.mjs");
  writeFileSync(bare, "export const handler = async () => ({ statusCode: 200, body: '{}' });\n");
  const files = new Map([["bare", bare]]);
  for (const name of functionNames) {
    if (name === "sweep") continue;
    buildSync(bundleOptions(name, folder));
    files.set(name, path.join(folder, `${name}.mjs`));
  }
  const environment = {
    ...process.env,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1",
    EVENMATCH_TABLE: "evenmatch",
    EVENMATCH_BLOBS: "file:///nowhere",
    EVENMATCH_INGEST_QUEUE: "http://127.0.0.1:1/ingest",
    EVENMATCH_COMPARE_QUEUE: "http://127.0.0.1:1/compare",
  };
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`bench: cold start, round ${round + 1} of ${rounds}\n`);
    for (const [name, file] of files) {
      const script = path.join(folder, `first-${name}.mjs`);
      writeFileSync(script, first(file, name === "bare" ? request : events[name as keyof typeof events]));
      const started = performance.now();
      execFileSync(process.execPath, [script], { env: environment, stdio: ["ignore", "ignore", "inherit"] });
      times.set(name, [...(times.get(name) ?? []), performance.now() - started]);
    }
  }
  const floor = times.get("bare") ?? [];
  const lines = [...files].map(([name, file]) => {
    const own = times.get(name) ?? [];
    const ratio = median(own.map((each, round) => each / (floor[round] ?? Number.NaN)));
    if (name === "read") {
      const kilobytes = statSync(file).size / 1024;
      const bound = "hono, the client of DynamoDB and undici are loaded and run once";
      note({ what: "cold start of the read function", goal: 5, least: false, found: ratio, unit: "×", bound });
      note({ what: "bundle of the read function", goal: 400, least: false, found: kilobytes, unit: " KB", bound });
    }
    return `| ${name} | ${(statSync(file).size / 1024).toFixed(0)} | ${median(own).toFixed(0)} | **${ratio.toFixed(1)}×** |`;
  });
  return `From the start of a fresh process to the first answer (an unknown route, or an event without records), ${rounds} rounds in turn,
as a ratio to a bare handler in the same round.

| function | bundle, KB | ms | to a bare handler |
|---|---|---|---|
${lines.join("\n")}`;
}
