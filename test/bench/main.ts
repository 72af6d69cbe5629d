/**
 * `npm run bench`: Evenmatch beside its peers, in one run, interleaved; writes docs/benchmarks.md.
 *
 * Every contestant is a process of its own with one thread and the data in memory before its clock starts. No time counts
 * unless the answers agree first: bounds are compared in units of the width of the peer's interval.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { specVersion } from "@evenmatch/stats";
import { buildSync } from "esbuild";
import { coldStartSection } from "./cold-start.ts";
import { drawsSection } from "./draws.ts";
import { endToEndSection } from "./end-to-end.ts";
import type { Run } from "./estimands.ts";
import { freshnessSection } from "./freshness.ts";
import { type Goal, goalsSection } from "./goals.ts";
import { growthSection } from "./growth.ts";
import { largeLogsSection } from "./large-logs.ts";
import { median } from "./median.ts";
import { readingRow } from "./reading.ts";
import { servingSection } from "./serving.ts";
import { drawSuite, suites, unitsOf } from "./workload-w.ts";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const pairs = 5;
/** of peers that are slower by far: one round tells it, and the whole stays under ten minutes */
const slow = 1;
const environment = { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };

function run(command: string, args: readonly string[]): Run {
  const out = execFileSync(command, args, { env: environment, maxBuffer: 1e9, encoding: "utf8" });
  return JSON.parse(out.trim().split("\n").at(-1) ?? "") as Run;
}

/** A contestant written in TypeScript, bundled so that no loader's time or memory is counted. */
function bundled(name: string): string {
  const out = path.join(root, ".cache/bench", `${name}.mjs`);
  buildSync({
    entryPoints: [path.join(here, `${name}.ts`)],
    outfile: out,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
    // packages in CommonJS ask for Node's own modules so
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return out;
}

/** A virtual environment of the bench's own; undefined where Python or its packages are not to be had. */
function python(): string | undefined {
  const folder = path.join(root, ".cache/bench-venv");
  const binary = path.join(folder, "bin/python");
  const wanted = readFileSync(path.join(here, "requirements.txt"), "utf8");
  const installed = path.join(folder, "installed.txt");
  try {
    if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return binary;
    if (!existsSync(binary)) execFileSync("python3", ["-m", "venv", folder], { stdio: "ignore" });
    execFileSync(binary, ["-m", "pip", "install", "-q", "-r", path.join(here, "requirements.txt")], {
      stdio: "ignore",
    });
    writeFileSync(installed, wanted);
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

interface Contestant {
  name: string;
  run: () => Run;
  /** in how many of the rounds it runs */
  rounds: number;
}

/** All contestants in turn, round by round. */
function race(contestants: readonly Contestant[], rounds: number): Map<string, Run[]> {
  const runs = new Map<string, Run[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) {
      if (round >= contestant.rounds) continue;
      process.stderr.write(`bench: round ${round + 1} of ${rounds}, ${contestant.name}\n`);
      runs.get(contestant.name)?.push(contestant.run());
    }
  }
  return runs;
}

const own = [
  ["Evenmatch, WebAssembly", "wasm"],
  ["Evenmatch, plain TypeScript", "typescript"],
] as const;
const oursFile = bundled("bootstrap-ours");
const simpleFile = bundled("bootstrap-simple-statistics");
const contestants: Contestant[] = [
  ...own.map(([name, engine]) => ({ name, run: () => run(process.execPath, [oursFile, engine]), rounds: pairs })),
  { name: "simple-statistics loops", run: () => run(process.execPath, [simpleFile]), rounds: slow },
];
const missing: string[] = [];
const folder = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
const binary = python();
if (binary === undefined) missing.push("scipy: no Python with scipy to be had on this machine");
else {
  const file = path.join(folder, "units");
  const units = suites.map((_, index) => unitsOf(drawSuite(index)));
  writeFileSync(file, Buffer.concat(units.map(({ rows: values }) => Buffer.from(values.buffer))));
  writeFileSync(`${file}.json`, JSON.stringify(units.map(({ count }) => count)));
  const scipy = (how: string) => run(binary, [path.join(here, "bootstrap_scipy.py"), file, how]);
  contestants.push({ name: "scipy.stats.bootstrap, tuned", run: () => scipy("tuned"), rounds: pairs });
  contestants.push({ name: "scipy.stats.bootstrap, as its manual shows it", run: () => scipy("manual"), rounds: 1 });
}
/** not one of the peers: it answers the same questions, but draws nothing */
const exactFile = bundled("bootstrap-exact");
const exact: Contestant = {
  name: "Evenmatch, without draws",
  run: () => run(process.execPath, [exactFile]),
  rounds: pairs,
};
const runs = race([...contestants, exact], pairs);
rmSync(folder, { recursive: true, force: true });

/** How many times longer theirs took: round by round, and of a peer that ran once against each of our runs. */
function ratiosOf(theirs: readonly Run[], ours: readonly Run[]): number[] {
  return ours.flatMap(({ seconds }, round) => {
    const their = theirs.length === 1 ? theirs[0] : theirs[round];
    return their === undefined ? [] : [their.seconds / seconds];
  });
}

/** One line of the table: a peer against both of our engines. */
function against({ name: peer, rounds }: Contestant): string {
  const theirs = runs.get(peer) ?? [];
  const cells = own.map(([name]) => {
    const ours = runs.get(name) ?? [];
    const ratios = ratiosOf(theirs, ours);
    return `**${median(ratios).toFixed(1)}×** (${Math.min(...ratios).toFixed(1)} – ${Math.max(...ratios).toFixed(1)})`;
  });
  const apart = Math.max(
    ...theirs.flatMap((their) => own.map(([name]) => disagreement(runs.get(name)?.[0] as Run, their))),
  );
  if (apart > 0.15) throw new Error(`${peer}: bounds differ by ${apart.toFixed(2)} widths: no time counts`);
  const seconds = median(theirs.map((each) => each.seconds)).toFixed(2);
  return `| ${peer} | ${seconds} | ${cells.join(" | ")} | ${rounds} | ${(100 * apart).toFixed(1)} % |`;
}

/** The bootstrap without draws beside the drawn ones, a line of its own: it is no run at B = 10,000. */
function withoutDraws(): string {
  const ours = runs.get(exact.name) ?? [];
  const against = [own[0][0], ...contestants.slice(own.length).map(({ name }) => name)].map((name) => {
    const theirs = runs.get(name) ?? [];
    const ratios = ratiosOf(theirs, ours);
    const apart = Math.max(...theirs.map((their) => disagreement(their, ours[0] as Run)));
    if (apart > 0.15)
      throw new Error(`without draws, ${name}: bounds differ by ${apart.toFixed(2)} widths: no time counts`);
    const spread = `${Math.min(...ratios).toFixed(0)} – ${Math.max(...ratios).toFixed(0)}`;
    return `| ${name} | **${median(ratios).toFixed(0)}×** (${spread}) | ${(100 * apart).toFixed(1)} % |`;
  });
  return `All 318 intervals take ${median(ours.map(({ seconds }) => seconds)).toFixed(2)} s, first call. Nothing is drawn, so this is no
B = 10,000 and stands in no line above; [what it does](exact-bootstrap.md). The nested win rate is a closed form here (a tie
is half a win in the mean). Faster than what draws by (least – most):

| draws | faster by | bounds differ by at most |
|---|---|---|
${against.join("\n")}`;
}

const [wasm, typescript] = own.map(([name]) => runs.get(name) ?? []) as [Run[], Run[]];
for (const [round, each] of wasm.entries()) {
  if (JSON.stringify(each.answers) !== JSON.stringify(typescript[round]?.answers)) {
    throw new Error("the two engines' answers differ: no time counts");
  }
}
const inSeconds = (each: readonly Run[]) => median(each.map(({ seconds }) => seconds)).toFixed(2);
const memory = Math.max(...wasm.map(({ peakMegabytes }) => peakMegabytes));
const goals: Goal[] = [];
const note = (goal: Goal): void => void goals.push(goal);
const theTuned = "scipy.stats.bootstrap, tuned";
const ratioOf = (peer: string, engine: readonly Run[]): number => median(ratiosOf(runs.get(peer) ?? [], engine));
if (binary !== undefined) {
  const again = (each: readonly Run[]) => {
    const drawing = each.flatMap(({ drawing: own }) => (own === undefined ? [] : [own]));
    const share = drawing.length > 0 ? `, ${median(drawing).toFixed(2)} s of it to draw and add the units` : "";
    const second = median(each.map(({ again: own = Number.NaN }) => own)).toFixed(2);
    return `first call in a fresh process takes ${inSeconds(each)} s${share}; the same again takes ${second} s`;
  };
  const manual = "scipy.stats.bootstrap, as its manual shows it";
  const drawn = { least: true, unit: "×" } as const;
  const ofEngine = (what: string, goal: number, peer: string, engine: readonly Run[]) =>
    note({ ...drawn, what, goal, found: ratioOf(peer, engine), bound: again(engine) });
  ofEngine("plain TypeScript against scipy tuned", 16, theTuned, typescript);
  ofEngine("WebAssembly against scipy tuned", 25, theTuned, wasm);
  ofEngine("WebAssembly against scipy as its manual shows it", 100, manual, wasm);
  ofEngine("without draws against scipy tuned", 60, theTuned, runs.get(exact.name) ?? []);
}
const gain = median(ratiosOf(typescript, wasm));
note({
  what: "WebAssembly against plain TypeScript",
  goal: 1.3,
  least: true,
  found: gain,
  unit: "×",
  bound: "the draws",
});
const held = "Node, the units of all suites and the replicates of one";
note({ what: "memory of the bootstrap", goal: 100, least: false, found: memory, unit: " MB", bound: held });
const draws = drawsSection(bundled("draws-ours"), pairs, note);
const reading = readingRow(bundled("read-native"), 2 * pairs - 1, note);
const largeLogs = await largeLogsSection(bundled("read-log"), 3, note);
const endToEnd = endToEndSection(binary, pairs, note);
const growth = await growthSection(3, note);
const serving = await servingSection(pairs, note);
const freshness = await freshnessSection(3);
const coldStart = coldStartSection(path.join(root, ".cache/bench/functions"), pairs, note);

const text = `# Benchmarks

Made by \`npm run bench\` on ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? "unknown"}), Node ${process.version}, specification ${specVersion}.
Ratios are medians of interleaved pairs of whole, single-threaded processes with the data in memory; machines are noisy, so
carry the ratios over, not the seconds.

## Goals

${goalsSection(goals)}

## The bootstrap

Workload W: 53 suites, 59,878 items, 50,638 resampling units, B = 10,000; percentile and BCa intervals of the mean
difference, the win probability and the relative change (318 intervals), and the nested win rate. First call in a fresh
process. Bounds agree with each peer's within the share of an interval's width given. A peer of one round is compared with each of
our rounds.

Evenmatch takes ${inSeconds(wasm)} s with its WebAssembly kernel and ${inSeconds(typescript)} s in plain TypeScript, whose answers are equal to
the bit. Faster than each peer by (least – most):

| peer | peer, s | WebAssembly | TypeScript | rounds | bounds differ by at most |
|---|---|---|---|---|---|
${contestants.slice(own.length).map(against).join("\n")}
${missing.map((line) => `\n${line}.`).join("")}
Peak memory of Evenmatch's process: ${memory.toFixed(0)} MB, Node's own included.

${draws}

## The bootstrap without draws

${withoutDraws()}

## Reading

${reading}

${largeLogs}

## From files to the table

${endToEnd}

## Growth

${growth}

## From the last upload to the comparison

${freshness}

## Serving

${serving}

## Cold start

${coldStart}
`;
mkdirSync(path.join(root, "docs"), { recursive: true });
writeFileSync(path.join(root, "docs/benchmarks.md"), text);
console.log(text);
