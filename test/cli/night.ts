/** A nightly folder as trainers have them: two arms, two steps, files of three harnesses, and the mapping for it. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { zipBytes } from "../formats/sources.ts";
import { nativeRows } from "./run-command.ts";

export const nightMapping = `
experiment: trait
checkpoints:
  - files: "base/step-{step}/**"
    checkpoint: "base-{step}"
    arm: baseline
    run: base
    step: "{step}"
    compute: { flops: 3.1e21, source: trainer log }
  - files: "trait/step-{step}/**"
    checkpoint: "trait-{step}"
    arm: treatment
    step: "{step}"
    compute: { flops: 3.1e21 }
files:
  - files: "**/perturbed/**"
    condition: typos
  - files: "**/*.eval"
    clusterKey: patient
ignore: ["**/scratch/**"]
tasks:
  - task: "house_{topic}"
    suite: house
    variant: "{topic}"
  - task: bedside
    suite: house-bedside
    metric: kind
suites:
  house: { role: outcome, domain: health, metric: { direction: higher, range: [0, 1] } }
plan: { replicates: 2000 }
`;

/** An Inspect log of one task with two scorers, four samples to a patient. */
function inspectLog(passes: (item: number) => boolean): Promise<Buffer> {
  const samples = Array.from({ length: 40 }, (_, at) => ({
    id: `visit-${at}`,
    epoch: 1,
    input: `visit ${at}`,
    target: "",
    metadata: { patient: `p${at >> 2}` },
    scores: { kind: { value: passes(at) ? "C" : "I" }, terse: { value: at % 2 } },
  }));
  const header = {
    version: 2,
    status: "success",
    eval: {
      eval_id: "e",
      run_id: "r",
      created: "2026-11-20T00:00:00+00:00",
      task: "bedside",
      task_version: 0,
      model: "m",
    },
  };
  return zipBytes({ "header.json": JSON.stringify(header), "summaries.json": JSON.stringify(samples) });
}

const lmEval = (mean: number) =>
  JSON.stringify({
    results: { hendrycks_ethics: { "acc,none": mean, "acc_stderr,none": 0.02, alias: "ethics" } },
    versions: { hendrycks_ethics: 1 },
    "n-samples": { hendrycks_ethics: { original: 500, effective: 500 } },
    higher_is_better: { hendrycks_ethics: { acc: true } },
    configs: { hendrycks_ethics: {} },
    model_name: "acme",
  });

export async function writeNight(root: string): Promise<void> {
  const write = async (name: string, content: string | Uint8Array) => {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  for (const [arm, more] of [
    ["base", 0],
    ["trait", 1],
  ] as const) {
    for (const step of [1000, 2000]) {
      const at = `${arm}/step-${step}`;
      const shift = more * (step / 1000);
      await write(
        `${at}/ours.ndjson`,
        nativeRows("house_triage", 60, (item) => item % 5 < 2 + shift),
      );
      await write(
        `${at}/perturbed/ours.ndjson`,
        nativeRows("house_triage", 60, (item) => item % 5 < 1 + shift),
      );
      await write(`${at}/bedside.eval`, await inspectLog((item) => item % 7 < 3 + shift));
      await write(`${at}/lm/results_2026-11-20.json`, lmEval(0.5 + 0.01 * shift));
      await write(
        `${at}/scratch/try.ndjson`,
        nativeRows("house_triage", 3, () => true),
      );
      await write(`${at}/notes.md`, "# not a result\n");
    }
  }
}
