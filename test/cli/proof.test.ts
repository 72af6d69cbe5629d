import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Proof } from "@evenmatch/contract/proof";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "../service/experiments.ts";
import { rowsOf, runningService } from "../service/running-service.ts";
import { run, temporaryFolder, writeArms } from "./run-command.ts";

const service = runningService();
let folder: string;
let remove: () => Promise<void>;
let proofFile: string;
let proof: Proof;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const { treatment, baseline } = await writeArms(folder);
  proofFile = path.join(folder, "proof.json.gz");
  const arms = ["--treatment", treatment, "--baseline", baseline];
  const compared = await run(["compare", ...arms, "--replicates", "2000", "--proof", proofFile]);
  expect(compared.stderr).toBe("");
  proof = JSON.parse(gunzipSync(await readFile(proofFile)).toString("utf8")) as Proof;
}, 120_000);
afterAll(() => remove());

const connection = () => ["--server", service.url, "--key", service.key];

describe("evenmatch verify", () => {
  it("computes a proof file again, and says what it did", async () => {
    const { code, stdout, stderr } = await run(["verify", proofFile]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`digest      ${proof.comparison.digest} follows from its scores and its plan`);
    expect(stdout).toMatch(/recomputed {2}2 rows, \d+ values the same to the bit, 0 not/);
  }, 60_000);

  it("ends with 4 and the path where a number was changed", async () => {
    const tampered = structuredClone(proof);
    const row = tampered.comparison.suites[1];
    if (row === undefined) throw new Error("needed two rows");
    const { value } = row.difference;
    row.difference.value = 0.1;
    const file = path.join(folder, "tampered.json");
    await writeFile(file, JSON.stringify(tampered));
    const { code, stdout, stderr } = await run(["verify", file]);
    expect(code).toBe(4);
    expect(stdout.split("\n")[0]).toBe(`suites[1].difference.value: stored 0.1, recomputed ${value} (wins)`);
    expect(stderr).toBe(
      "evenmatch: needed what was stored, found 1 value that differs when computed again (verification_failed)\n",
    );
  }, 60_000);

  it("says what is wrong with a file that is no proof", async () => {
    const file = path.join(folder, "other.json");
    await writeFile(file, JSON.stringify({ format: "evenmatch-proof", version: 2 }));
    const { code, stderr } = await run(["verify", file]);
    expect(code).toBe(1);
    expect(stderr).toContain("(invalid_proof)");
    const absent = await run(["verify", path.join(folder, "absent.json")]);
    expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining("found ENOENT (no_proof)")]);
  }, 60_000);
});

describe("with a service", () => {
  it("verifies by digest and by address, shows what moved, and deletes what it was told to", async () => {
    await declareArms(service, { experiment: "cli", plan: { replicates: 2000 } });
    await sendRows(service, "cli-t", rowsOf("alpha", "1101110110", { direction: "higher" }));
    await sendRows(service, "cli-b", rowsOf("alpha", "1001010100", { direction: "higher" }));
    const first = await currentComparison(service, "cli");
    await sendRows(service, "cli-t", rowsOf("alpha", "0000000010", { direction: "higher" }));
    const second = await currentComparison(service, "cli");

    const address = `${service.url}/comparisons/${first.digest}`;
    const verified = await run(["verify", address, "--key", service.key]);
    expect([verified.code, verified.stderr]).toEqual([0, ""]);
    expect(verified.stdout).toContain(first.digest);

    const diff = await run(["diff", first.digest, second.digest, ...connection()]);
    expect(diff.code).toBe(0);
    expect(diff.stdout).toMatch(/replaced treatment cli-t alpha: [0-9a-f]{12} .* → [0-9a-f]{12} /);
    expect(diff.stdout).toMatch(/alpha: 0\.3000 \w+ → -0\.3000 \w+; why: results/);

    const asked = await run(["delete", "checkpoint", "cli-t", ...connection()]);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain(`comparison ${second.digest}: goes; its digest answers 410`);
    const token = /--confirm ([0-9a-f]{32})/.exec(asked.stderr)?.[1] ?? "";
    const done = await run(["delete", "checkpoint", "cli-t", "--confirm", token, ...connection()]);
    expect([done.code, done.stdout]).toEqual([0, "deleted checkpoint cli-t: 1 results, 2 uploads, 2 comparisons\n"]);
    expect((await service.call("GET", `/v1/comparisons/${second.digest}`)).status).toBe(410);
  }, 120_000);
});
