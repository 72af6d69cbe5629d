/** The commands that say more of an experiment than its table: persistence, calibrate, table --methods. */
import { beforeAll, describe, expect, it } from "vitest";
import { declare, sendRows } from "../service/experiments.ts";
import { rowsOf, runningService } from "../service/running-service.ts";
import { run } from "./run-command.ts";

const service = runningService();

const items = 40;
const scores = (share: number, shift: number) =>
  Array.from({ length: items }, (_, i) => (((i * 7 + shift) % items) / items < share ? "1" : "0")).join("");

const evenmatch = (...args: string[]) =>
  run(args, { env: { EVENMATCH_URL: service.url, EVENMATCH_KEY: service.key, COLUMNS: "120" } });

beforeAll(async () => {
  const shares = { t: { 100: 0.6, 200: 0.75, 300: 0.9 }, b: { 100: 0.55, 200: 0.6, 300: 0.65 } };
  const made: Record<"t" | "b", string[]> = { t: [], b: [] };
  for (const arm of ["t", "b"] as const) {
    for (const [step, share] of Object.entries(shares[arm])) {
      const checkpoint = `walk-${arm}-${step}`;
      await service.call("PUT", `/v1/checkpoints/${checkpoint}`, { step: Number(step) });
      await sendRows(service, checkpoint, rowsOf("walked", scores(share, 3), { direction: "higher" }));
      made[arm].push(checkpoint);
    }
  }
  await declare(service, "walk", { treatment: made.t, baseline: made.b });
  await sendRows(service, "again", rowsOf("walked", scores(0.65, 11), { direction: "higher" }));
});

describe("evenmatch persistence", () => {
  it("prints a line for each step, and what became of the improvement", async () => {
    const { code, stdout, stderr } = await evenmatch("persistence", "walk");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("along the training step; baseline: undeclared; compute unknown");
    expect(stdout).toContain("walked (score, 40 items)");
    expect(stdout).toMatch(/^100 +55\.0 % +60\.0 % +\+5\.0 pp/m);
    expect(stdout).toMatch(/^300 +65\.0 % +90\.0 % +\+25\.0 pp/m);
    expect(stdout).toContain("from 100 to 300: the improvement changed by +20.0 pp");
    expect(stdout).toMatch(/\ndigest [0-9a-f]{64}\n$/);
    expect(stdout).not.toMatch(/undefined|NaN|null/);
  });

  it("writes JSON and CSV, one line a point", async () => {
    const json = await evenmatch("persistence", "walk", "--format", "json");
    const csv = await evenmatch("persistence", "walk", "--format", "csv");
    const { digest, rows } = JSON.parse(json.stdout) as { digest: string; rows: { points: object[] }[] };
    const [header = "", ...lines] = csv.stdout.trimEnd().split("\r\n");
    expect(lines).toHaveLength(rows[0]?.points.length ?? 0);
    expect(lines.every((line) => line.startsWith(`${digest},step,walked,`))).toBe(true);
    expect(new Set([header, ...lines].map((line) => line.split(",").length)).size).toBe(1);
  });

  it("says why where there is nothing to follow", async () => {
    await declare(service, "still", { treatment: ["walk-t-300"], baseline: ["walk-b-300"] });
    const { code, stdout, stderr } = await evenmatch("persistence", "still");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^evenmatch: nothing to follow: needed several conditions .* \(not_found\)\n$/);
  });
});

describe("evenmatch calibrate", () => {
  it("says how often the board errs, and each suite's noise floor", async () => {
    const { code, stdout } = await evenmatch("calibrate", "walk", "--rerun", "again");
    expect(code).toBe(0);
    expect(stdout).toContain("A/A check of the baseline: against a rerun of it");
    expect(stdout).toContain("0 of 1 tests (0 %, interval 0 % to 97.5 %) found a difference at 5 %");
    expect(stdout).toMatch(/^walked +paired-binary +40 +0 +± 0\.\d+/m);
    expect(stdout).not.toMatch(/undefined|NaN|null/);
  });

  it("halves the items by a seed, as CSV and JSON", async () => {
    const csv = await evenmatch("calibrate", "walk", "--arm", "treatment", "--seed", "s", "--format", "csv");
    const [header = "", line = ""] = csv.stdout.split("\r\n");
    expect(header).toMatch(/^digest,arm,by,suite,.*,false_positive$/);
    expect(line).toMatch(/^[0-9a-f]{64},treatment,items,walked,,,unpaired,/);
    const json = await evenmatch("calibrate", "walk", "--split", "epochs", "--format", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ by: "epochs", tests: 0, rate: null, left: [{ suite: "walked" }] });
  });

  it("refuses a rerun that is the arm itself", async () => {
    const { code, stderr } = await evenmatch("calibrate", "walk", "--rerun", "walk-b-300");
    expect(code).toBe(1);
    expect(stderr).toMatch(/found walk-b-300 itself \(same_arms\)\n$/);
  });
});

describe("evenmatch table --methods", () => {
  it("prints the paragraph that the service gives", async () => {
    const { code, stdout } = await evenmatch("table", "walk", "--methods");
    expect(code).toBe(0);
    const served = await service.call("GET", "/v1/experiments/walk/methods");
    expect(stdout).toBe(await served.text());
    expect(stdout).toContain(
      "walk-t-300 with the baseline walk-b-300 at step 300, the last of 3 at which both arms stand",
    );
  });
});
