/** How the cost of a comparison grows: ten times the items, ten times the suites, ten times the checkpoints. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Checkpoint } from "@evenmatch/contract/checkpoint";
import { defaultPlan } from "@evenmatch/contract/plan";
import { memorySource } from "@evenmatch/formats";
import { compareArms } from "@evenmatch/service/compare-files";
import type { NoteGoal } from "./goals.ts";
import { median } from "./median.ts";
import { writeArms } from "./w-files.ts";

interface Size {
  items: number;
  suites: number;
  checkpoints: number;
}

/** a suite of scores without clusters and epochs, so that all of them cost the same */
const plain = 3;

async function seconds(size: Size): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const files = writeArms(folder, { suites: Array.from({ length: size.suites }, () => plain), items: size.items });
  const arm = (name: "treatment" | "baseline") => {
    const bytes = readFileSync(files[name]);
    return Array.from({ length: size.checkpoints }, (_, seed) => ({
      checkpoint: `${name}-${seed}`,
      body: Checkpoint.parse({ step: 1, seed: String(seed) }),
      sources: [memorySource(`${name}.ndjson`, bytes)],
      reading: {},
    }));
  };
  const started = process.cpuUsage();
  await compareArms({ treatment: arm("treatment"), baseline: arm("baseline"), plan: defaultPlan });
  const { user, system } = process.cpuUsage(started);
  rmSync(folder, { recursive: true, force: true });
  return (user + system) / 1e6;
}

/** The section of the page. */
export async function growthSection(rounds: number, note: NoteGoal): Promise<string> {
  const base: Size = { items: 300, suites: 5, checkpoints: 1 };
  await seconds(base);
  const lines: string[] = [];
  for (const grown of ["items", "suites", "checkpoints"] as const) {
    const exponents: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`bench: growth with ${grown}, round ${round + 1} of ${rounds}\n`);
      const small = await seconds(base);
      const large = await seconds({ ...base, [grown]: base[grown] * 10 });
      exponents.push(Math.log10(large / small));
    }
    note({
      what: `exponent of the cost in ${grown}`,
      goal: 1.1,
      least: false,
      found: median(exponents),
      unit: "",
      bound: "sorting ids is the one part that is more than linear; times of seconds vary from run to run",
    });
    lines.push(`| ${grown} | ${base[grown]} → ${base[grown] * 10} | ${median(exponents).toFixed(2)} |`);
  }
  return `Processor time of a whole comparison from files, ten times of one thing at a time; an exponent of 1 is linear growth, less than
1 has a fixed part in it (${rounds} rounds).

| of | from → to | exponent |
|---|---|---|
${lines.join("\n")}`;
}
