/**
 * `npm run bench`: Evenmatch beside its peers, in one run, interleaved; writes docs/benchmarks.md.
 *
 * Every contestant is a process of its own with one thread and the data in memory before its clock starts. No time counts
 * unless the answers agree first: bounds are compared in units of the width of the peer's interval.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { specVersion } from "@evenmatch/stats";
import type { Run } from "./estimands.ts";
import { readingRow } from "./reading.ts";
import { drawSuite, suites, unitsOf } from "./workload-w.ts";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const pairs = 5;
const environment = { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
};

function run(command: string, args: readonly string[]): Run {
  const out = execFileSync(command, args, { env: environment, maxBuffer: 1e9, encoding: "utf8" });
  return JSON.parse(out.trim().split("\n").at(-1) ?? "") as Run;
}

const tsx = path.join(root, "node_modules/.bin/tsx");
const ours = () => run(tsx, [path.join(here, "bootstrap-ours.ts")]);
const simple = () => run(tsx, [path.join(here, "bootstrap-simple-statistics.ts")]);

/** A virtual environment of the bench's own; undefined where Python or its packages are not to be had. */
function python(): string | undefined {
  const folder = path.join(root, ".cache/bench-venv");
  const binary = path.join(folder, "bin/python");
  try {
    if (!existsSync(binary)) execFileSync("python3", ["-m", "venv", folder], { stdio: "ignore" });
    execFileSync(binary, ["-m", "pip", "install", "-q", "-r", path.join(here, "requirements.txt")], {
      stdio: "ignore",
    });
    return binary;
  } catch {
    return undefined;
  }
}

/** The greatest distance of two contestants' bounds, in widths of the second's interval. */
function disagreement(left: Run, right: Run): number {
  let worst = 0;
  for (const [index, theirs] of right.answers.entries()) {
    const own = left.answers[index];
    for (const kind of ["percentile", "bca"] as const) {
      const [a, b] = [own?.[kind], theirs[kind]];
      if (a == null || b == null || b.some(Number.isNaN)) continue;
      const width = b[1] - b[0];
      if (width > 0) worst = Math.max(worst, Math.abs(a[0] - b[0]) / width, Math.abs(a[1] - b[1]) / width);
    }
  }
  return worst;
}

interface Row {
  peer: string;
  ours: number;
  theirs: number;
  ratio: number;
  range: readonly [number, number];
  pairs: number;
  disagreement: number;
}

function against(peer: string, them: () => Run, times: number): Row {
  const timings: { own: Run; their: Run }[] = [];
  for (let pair = 0; pair < times; pair += 1) {
    process.stderr.write(`bench: ${peer}, pair ${pair + 1} of ${times}\n`);
    timings.push({ own: ours(), their: them() });
  }
  const ratios = timings.map(({ own, their }) => their.seconds / own.seconds);
  const apart = Math.max(...timings.map(({ own, their }) => disagreement(own, their)));
  if (apart > 0.15) throw new Error(`${peer}: bounds differ by ${apart.toFixed(2)} widths: no time counts`);
  return {
    peer,
    ours: median(timings.map(({ own }) => own.seconds)),
    theirs: median(timings.map(({ their }) => their.seconds)),
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
    pairs: times,
    disagreement: apart,
  };
}

const rows: Row[] = [against("simple-statistics loops", simple, pairs)];
const missing: string[] = [];
const binary = python();
if (binary === undefined) missing.push("scipy: no Python with scipy to be had on this machine");
else {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const file = path.join(folder, "units");
  const units = suites.map((_, index) => unitsOf(drawSuite(index)));
  writeFileSync(file, Buffer.concat(units.map(({ rows: values }) => Buffer.from(values.buffer))));
  writeFileSync(`${file}.json`, JSON.stringify(units.map(({ count }) => count)));
  rows.push(
    against("scipy.stats.bootstrap, tuned", () => run(binary, [path.join(here, "bootstrap_scipy.py"), file]), pairs),
  );
  rmSync(folder, { recursive: true, force: true });
}
const memory = ours().peakMegabytes;
const reading = await readingRow(pairs);

const text = `# Benchmarks

Made by \`npm run bench\` on ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? "unknown"}), Node ${process.version}, specification ${specVersion}.
Ratios are medians of interleaved pairs of whole, single-threaded processes with the data in memory; machines are noisy, so
carry the ratios over, not the seconds.

## The bootstrap

Workload W: 53 suites, 59,878 items, 50,638 resampling units, B = 10,000; percentile and BCa intervals of the mean
difference, the win probability and the relative change (318 intervals), and the nested win rate. First call in a fresh
process. Bounds agree with each peer's within the share of an interval's width given.

| peer | Evenmatch, s | peer, s | faster by | least – most | pairs | bounds differ by at most |
|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row.peer} | ${row.ours.toFixed(2)} | ${row.theirs.toFixed(2)} | **${row.ratio.toFixed(1)}×** | ${row.range[0].toFixed(1)} – ${row.range[1].toFixed(1)} | ${row.pairs} | ${(100 * row.disagreement).toFixed(1)} % |`).join("\n")}
${missing.map((line) => `\n${line}.`).join("")}
Peak memory of Evenmatch's process: ${memory.toFixed(0)} MB, Node's own included.

## Reading

${reading}
`;
mkdirSync(path.join(root, "docs"), { recursive: true });
writeFileSync(path.join(root, "docs/benchmarks.md"), text);
console.log(text);
