/** The workflow of the page, its commands run on files as it describes them. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { nativeRows, runHere, temporaryFolder } from "../cli/run-command.ts";
import { runningService } from "../service/running-service.ts";
import { repoRoot } from "../shared-files.ts";

interface Step {
  run?: string;
  uses?: string;
}

let folder: string;
let remove: () => Promise<void>;
let blocks: string[];
const service = runningService();

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const page = await readFile(path.join(repoRoot, "docs/how-to/github-actions.md"), "utf8");
  blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  for (const [arm, share] of [
    ["base", 3],
    ["trait", 6],
  ] as const) {
    const at = path.join(folder, "logs", arm, "step-8000");
    await mkdir(at, { recursive: true });
    const rows = ["triage", "tone", "candour"].map((suite) => nativeRows(suite, 100, (item) => item % 10 < share));
    await writeFile(path.join(at, "rows.ndjson"), rows.join(""));
  }
  await mkdir(path.join(folder, "evals"));
  await writeFile(path.join(folder, "evals/evenmatch.yaml"), blocks[0] ?? "");
}, 30_000);
afterAll(() => remove());

/** Runs the commands of a step that are ours, with what they write to files; the others are GitHub's. */
async function runStep({ run = "" }: Step): Promise<void> {
  for (const line of run.split("\n").map((text) => text.trim())) {
    if (!line.startsWith("evenmatch ")) continue;
    const [command = "", target] = line.split(/ > | \| tee /);
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    const args = words
      .slice(1)
      .map((word) => (/^(logs\/|evals\/|comparison\.json)/.test(word) ? path.join(folder, word) : word));
    const { code, stdout, stderr } = await runHere(args, { EVENMATCH_URL: service.url, EVENMATCH_KEY: service.key });
    expect({ line, code, stderr: code === 0 ? "" : stderr }).toEqual({ line, code: 0, stderr: "" });
    const file = target?.split(/ >> /)[0];
    if (file !== undefined) await writeFile(path.join(folder, file), stdout);
  }
}

describe("the GitHub Actions page", { timeout: 60_000 }, () => {
  it("has a workflow whose commands work, and whose gate is met by a treatment that gains", async () => {
    const workflow = parse(blocks[1] ?? "") as { jobs: { compare: { steps: Step[] } } };
    const { steps } = workflow.jobs.compare;
    expect(steps.filter(({ run }) => run?.startsWith("evenmatch "))).toHaveLength(4);
    for (const step of steps) await runStep(step);
    const table = await readFile(path.join(folder, "comparison.md"), "utf8");
    expect(table).toMatch(/3 of 3 ahead/);
  });

  it("compares without a service by the commands that it names", async () => {
    const steps = parse(blocks[2] ?? "") as Step[];
    for (const step of steps) await runStep(step);
    expect(await readFile(path.join(folder, "comparison.md"), "utf8")).toMatch(/3 of 3 ahead/);
  });
});
