/** From files on disk to the table, whole processes: the command beside a short script of pandas and scipy. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { NoteGoal } from "./goals.ts";
import { median } from "./median.ts";
import { writeArms } from "./w-files.ts";
import { suites } from "./workload-w.ts";

const here = import.meta.dirname;
const command = path.resolve(here, "../../packages/cli/bin/evenmatch.mjs");
const environment = { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };

function timed(file: string, args: readonly string[]): { seconds: number; stdout: string } {
  const started = performance.now();
  const stdout = execFileSync(file, args, {
    env: environment,
    maxBuffer: 1e9,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return { seconds: (performance.now() - started) / 1000, stdout };
}

/** The section of the page; `python` has pandas and scipy, undefined where none is to be had. */
export function endToEndSection(python: string | undefined, pairs: number, note: NoteGoal): string {
  if (python === undefined) return "Files to table: no Python with pandas and scipy to be had on this machine.";
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const files = writeArms(folder, { suites: suites.map((_, suite) => suite), items: Number.POSITIVE_INFINITY });
  const ours = () =>
    timed(process.execPath, [
      command,
      "compare",
      "--treatment",
      files.treatment,
      "--baseline",
      files.baseline,
      "--format",
      "json",
    ]);
  const theirs = () => timed(python, [path.join(here, "end-to-end.py"), files.treatment, files.baseline]);
  // the command bundles itself at its first call
  ours();
  const times: { own: number; their: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    process.stderr.write(`bench: files to table, pair ${pair + 1} of ${pairs}\n`);
    const [own, their] = [ours(), theirs()];
    expectTheSame(own.stdout, their.stdout);
    times.push({ own: own.seconds, their: their.seconds });
  }
  rmSync(folder, { recursive: true, force: true });
  const ratios = times.map(({ own, their }) => their / own);
  note({
    what: "files to table against pandas + scipy",
    goal: 5,
    least: true,
    found: median(ratios),
    unit: "×",
    bound:
      "half of it are the statistics, of which the script draws one interval; the rest is reading, hashing and code that runs for the first time",
  });
  return `Workload W's rows from two NDJSON files on disk to the printed table, whole processes, start included: \`evenmatch compare\`
${median(times.map(({ own }) => own)).toFixed(2)} s, a short script of pandas and scipy (mean difference and percentile interval of each suite, nothing else)
${median(times.map(({ their }) => their)).toFixed(2)} s: **${median(ratios).toFixed(1)}×** faster (${Math.min(...ratios).toFixed(1)} – ${Math.max(...ratios).toFixed(1)}, ${pairs} pairs). The differences of all suites are equal.`;
}

/** No time counts unless every suite's difference is the same. */
function expectTheSame(own: string, their: string): void {
  const ours = (JSON.parse(own) as Comparison).suites;
  const theirs = JSON.parse(their.trim()) as Record<string, number>;
  if (Object.keys(theirs).length !== ours.length)
    throw new Error(`needed ${ours.length} suites, found ${Object.keys(theirs).length}`);
  for (const { suite, difference } of ours) {
    const distance = Math.abs((difference.value ?? Number.NaN) - (theirs[suite] ?? Number.NaN));
    if (!(distance < 1e-9)) throw new Error(`${suite}: needed ${theirs[suite]}, found ${difference.value}`);
  }
}
