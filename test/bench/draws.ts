/** The engine's inner loop beside the same loop in C: what drawing and adding units takes at least on this machine. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Draws } from "./draws-ours.ts";
import { replicates } from "./estimands.ts";
import type { NoteGoal } from "./goals.ts";
import { median } from "./median.ts";
import { drawnOneByOne, drawSuite, unitsOf } from "./workload-w.ts";

/** A compiled loop's place; undefined where there is no C compiler. */
function compiled(folder: string): string | undefined {
  const binary = path.join(folder, "draws");
  try {
    execFileSync("cc", ["-O3", "-o", binary, path.join(import.meta.dirname, "draws.c")], { stdio: "ignore" });
    return binary;
  } catch {
    return undefined;
  }
}

/** The section of the page; `ours` is the bundled draws-ours. */
export function drawsSection(ours: string, rounds: number, note: NoteGoal): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const binary = compiled(folder);
  if (binary === undefined) {
    rmSync(folder, { recursive: true, force: true });
    return "The loop in C: no C compiler (`cc`) to be had on this machine.";
  }
  const units = drawnOneByOne.map((suite) => unitsOf(drawSuite(suite)));
  const file = path.join(folder, "units");
  writeFileSync(file, Buffer.concat(units.map(({ rows }) => Buffer.from(rows.buffer))));
  const draws = replicates * units.reduce((sum, { count }) => sum + count, 0);
  const run = (command: string, args: readonly string[]) =>
    JSON.parse(execFileSync(command, args, { encoding: "utf8" })) as Draws;
  const contestants = {
    c: () => run(binary, [file, String(replicates), ...units.map(({ count }) => String(count))]),
    wasm: () => run(process.execPath, [ours, "wasm"]),
    typescript: () => run(process.execPath, [ours, "typescript"]),
  };
  const times: Record<keyof typeof contestants, number>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`bench: the loop in C, round ${round + 1} of ${rounds}\n`);
    const [c, wasm, typescript] = [contestants.c(), contestants.wasm(), contestants.typescript()];
    for (const { sums } of [wasm, typescript]) expectTheSame(sums, c.sums);
    times.push({ c: c.seconds, wasm: wasm.seconds, typescript: typescript.seconds });
  }
  rmSync(folder, { recursive: true, force: true });
  const ratios = (name: "wasm" | "typescript") => times.map((each) => each[name] / each.c);
  const nanoseconds = (name: keyof typeof contestants) =>
    ((1e9 * median(times.map((each) => each[name]))) / draws).toFixed(2);
  note({
    what: "WebAssembly's time for a draw against a portable loop in C",
    goal: 1.5,
    least: false,
    found: median(ratios("wasm")),
    unit: "×",
    bound: "rows are fetched one by one, and V8 keeps fewer numbers in registers",
  });
  const shown = (name: "wasm" | "typescript") =>
    `**${median(ratios(name)).toFixed(2)}×** (${Math.min(...ratios(name)).toFixed(2)} – ${Math.max(...ratios(name)).toFixed(2)})`;
  return `The suites of W whose scores are continuous or rubrics have no units that could be counted instead of drawn: ${Math.round(draws / 1e6)} million
draws, each of four columns. The same loop in C (\`cc -O3\`, same generator, one stream) takes ${nanoseconds("c")} ns a draw; the WebAssembly
kernel ${nanoseconds("wasm")} ns, ${shown("wasm")} of that; plain TypeScript ${nanoseconds("typescript")} ns, ${shown("typescript")} (${rounds} rounds in turn, first call).
All of them take ${median(times.map(({ c }) => c)).toFixed(2)} s in C.`;
}

/** Mean sums of 10,000 replicates: as near as two runs of different streams come. */
function expectTheSame(ours: readonly number[], theirs: readonly number[]): void {
  for (const [column, their] of theirs.entries()) {
    const own = ours[column] ?? Number.NaN;
    if (!(Math.abs(own - their) <= 0.01 * Math.abs(their)))
      throw new Error(`column ${column}: needed a mean sum near ${their}, found ${own}: no time counts`);
  }
}
