import type { ChildProcess } from "node:child_process";
import { access, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Comparison } from "@evenmatch/contract/comparison";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, ended, nativeRows, run, start, temporaryFolder, writeArms } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;
let arms: { treatment: string; baseline: string };
let server: ChildProcess;
let serverEnded: Promise<Ended>;

const evenmatch = (...args: string[]) => run(args, { cwd: folder });

async function until(file: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`needed ${file} within a minute`);
}

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  arms = await writeArms(folder);
  server = start(["serve", "--port", "0"], { cwd: folder });
  serverEnded = ended(server);
  await until(path.join(folder, ".evenmatch/url"));
}, 120_000);

afterAll(async () => {
  server.kill("SIGKILL");
  await remove();
});

describe("evenmatch with a service", { timeout: 180_000 }, () => {
  it("pushes, declares, waits and shows, and the table is the one of `compare`", async () => {
    const treatment = await evenmatch("push", arms.treatment, "--checkpoint", "run@2");
    expect(treatment).toMatchObject({
      code: 0,
      stderr: "evenmatch: checkpoint run@2 was not declared before, and was made\n",
      stdout: expect.stringMatching(
        /^↑ even .*80 items .*\n↑ wins .*120 items .*\nupload \w+: 2 results of run@2 counted\n$/,
      ),
    });
    const declared = await evenmatch(
      "checkpoint",
      "run@1",
      "--flops",
      "1e21",
      "--run",
      "base",
      "--trained-on",
      "law",
      "health",
    );
    expect(JSON.parse(declared.stdout)).toMatchObject({
      checkpoint: "run@1",
      compute: { flops: 1e21 },
      trainedOn: { domains: ["law", "health"] },
    });
    const added = await evenmatch("checkpoint", "run@1", "--tokens", "3e11", "--step", "1000");
    expect(JSON.parse(added.stdout)).toMatchObject({ compute: { flops: 1e21, tokens: 3e11 }, run: "base", step: 1000 });
    expect(await evenmatch("push", arms.baseline, "--checkpoint", "run@1", "--raw")).toMatchObject({
      code: 0,
      stderr: "",
    });

    await writeFile(path.join(folder, "plan.yaml"), "replicates: 2000\nlevel: 0.9\n");
    const experiment = ["experiment", "first", "--treatment", "run@2", "--baseline", "run@1", "--plan", "plan.yaml"];
    expect(await evenmatch(...experiment)).toMatchObject({ code: 0, stderr: "" });
    const shown = await evenmatch("table", "first", "--format", "json");
    expect({ code: shown.code, stderr: shown.stderr }).toEqual({ code: 0, stderr: "" });
    const comparison = Comparison.parse(JSON.parse(shown.stdout));
    const local = await evenmatch(
      "compare",
      "--treatment",
      arms.treatment,
      "--baseline",
      arms.baseline,
      "--plan",
      "plan.yaml",
      "--format",
      "json",
    );
    const alone = Comparison.parse(JSON.parse(local.stdout));
    expect(comparison.suites).toEqual(alone.suites);
    expect(comparison.plan).toMatchObject({ replicates: 2000, level: 0.9 });

    const split = await evenmatch("table", "first", "--by", "family");
    expect(split.stdout).toMatch(/^wins +1 +1 +0 +0 +1 +0 +100\.0 %/m);
  });

  it("declares a suite and shows it", async () => {
    const options = [
      "--direction",
      "target",
      "--ideal",
      "0.5",
      "--range",
      "0,1",
      "--domain",
      "law",
      "--role",
      "control",
    ];
    const declared = await evenmatch("suite", "ours", ...options);
    expect(JSON.parse(declared.stdout)).toMatchObject({
      suite: "ours",
      domain: "law",
      role: "control",
      metric: { direction: "target", ideal: 0.5, range: [0, 1] },
    });
    expect((await evenmatch("suite", "ours")).stdout).toBe(declared.stdout);
  });

  it("says which checkpoint is unknown, and refuses one that stands in both arms", async () => {
    expect(await evenmatch("experiment", "second", "--treatment", "nobody", "--baseline", "run@1")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^evenmatch: .*nobody.* \(unknown_checkpoint\)\n$/),
    });
    expect(await evenmatch("experiment", "second", "--treatment", "run@1", "--baseline", "run@1")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/run@1.* \(same_arms\)\n$/),
    });
    expect(await evenmatch("table", "nothing")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/nothing.* \(not_found\)\n$/),
    });
  });

  it("sends nothing of files that can't be read, and ends with 1 where rows were refused", async () => {
    await writeFile(path.join(folder, "letter.txt"), "Dear reader,\n");
    const letter = await evenmatch("push", "letter.txt", arms.treatment, "--checkpoint", "run@3");
    expect(letter).toMatchObject({ code: 1, stdout: "" });
    expect(letter.stderr).toMatch(/letter\.txt: .*\(unknown_format\)\nevenmatch: nothing was sent\n$/);
    expect(await evenmatch("checkpoint", "run@3")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("(not_found)"),
    });

    const twice = `${nativeRows("wins", 30, () => true)}${nativeRows("wins", 1, () => false)}`;
    await writeFile(path.join(folder, "twice.ndjson"), twice);
    const rows = await evenmatch("push", "twice.ndjson", "--checkpoint", "run@4");
    expect(rows.code).toBe(1);
    expect(rows.stdout).toMatch(/upload \w+: 1 result of run@4 counted/);
    expect(rows.stderr).toMatch(/twice\.ndjson: line 31: .*\(conflicting_duplicate\)/);
  });

  it("keeps the owner's key from others, lists keys without showing them, and refuses a wrong one", async () => {
    const file = path.join(folder, ".evenmatch/owner-key");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const key = (await readFile(file, "utf8")).trim();
    const listed = await evenmatch("keys");
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain(file);
    expect(listed.stdout).toMatch(/owner .*admin/);
    expect(listed.stdout).not.toContain(key);
    const wrong = await evenmatch("keys", "--key", "em_wrong");
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("(unauthorized)") });
  });

  it("refuses a second server on one home, and stops cleanly on SIGINT", async () => {
    const second = await evenmatch("serve", "--port", "0");
    expect(second).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/held by process \d+ \(home_locked\)\n$/),
    });
    server.kill("SIGINT");
    const { code, stdout, stderr } = await serverEnded;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(stderr.split("\n").every((line) => line === "" || line.startsWith("evenmatch: "))).toBe(true);
    await expect(access(path.join(folder, ".evenmatch/url"))).rejects.toThrow();
  });
});
