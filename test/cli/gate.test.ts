import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentComparison, declareArms } from "../service/experiments.ts";
import { runningService } from "../service/running-service.ts";
import { run, shim, temporaryFolder, writeArms } from "./run-command.ts";

const service = runningService();
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let file = "";

beforeAll(async () => {
  temporary = await temporaryFolder();
  const arms = await writeArms(temporary.folder);
  const { stdout } = await run(
    ["compare", "--treatment", arms.treatment, "--baseline", arms.baseline, "--format", "json", "--replicates", "2000"],
    { cwd: temporary.folder },
  );
  file = path.join(temporary.folder, "comparison.json");
  await writeFile(file, stdout);
  await declareArms(service, { experiment: "gated", plan: {} });
  for (const arm of ["treatment", "baseline"] as const) {
    const rows = (await readFile(arms[arm], "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    const checkpoint = `gated-${arm[0]}`;
    expect((await service.call("POST", "/v1/results", { checkpoint, rows })).status).toBe(201);
  }
}, 60_000);
afterAll(() => temporary.remove());

describe("a gate", () => {
  it("opens for a comparison in a file, with its headline and compute beside", async () => {
    const { code, stdout } = await run(["gate", "--comparison", file, "--require", "gains>=1, regressions<=0"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^headline {2}1 of 2 ahead/);
    expect(stdout).toMatch(/\ncompute {3}unknown/);
    expect(stdout).toMatch(/\nmet {2}gains>=1 +1\nmet {2}regressions<=0 +0\n/);
  });

  it("ends with 3 where something is not met, and takes a comparison from a pipe", async () => {
    const args = [
      shim,
      "gate",
      "--comparison",
      "-",
      "--require",
      "gains>=2",
      "--require",
      "matched",
      "--format",
      "json",
    ];
    const ended = await new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(process.execPath, args, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
      readFile(file).then((bytes) => child.stdin?.end(bytes));
    });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain("found 2 of 2 that are not (not_met)");
    expect(JSON.parse(ended.stdout)).toMatchObject({
      isMet: false,
      conditions: [
        { condition: "gains>=2", isMet: false, found: 1 },
        { condition: "matched", isMet: false, found: false },
      ],
      headline: { gains: 1 },
    });
  });

  it("waits for the comparison of an experiment, and judges one by its digest", async () => {
    const env = { EVENMATCH_URL: service.url, EVENMATCH_KEY: service.key };
    const fresh = await run(["gate", "gated", "--require", "fresh, gains=1"], { env });
    expect([fresh.code, fresh.stderr]).toEqual([0, ""]);
    const { digest } = await currentComparison(service, "gated");
    const old = await run(["gate", "--comparison", digest, "--require", "fresh"], { env });
    expect(old.code).toBe(3);
    expect(old.stdout).toMatch(/NOT MET {2}fresh +not known/);
  });

  it("tells a condition that can't be read, and files that hold no comparison, from one that is not met", async () => {
    const wrong = await run(["gate", "--comparison", file, "--require", "gain>=1"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--require "gain>=1": at character 1: ')]);
    const none = await run(["gate", "--comparison", shim, "--require", "matched"]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("(malformed_json)")]);
  });
});
