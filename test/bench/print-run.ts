import type { Run } from "./estimands.ts";
import { peakMegabytes } from "./peak-megabytes.ts";

/** Times a contestant's first pass and a second one in the same process, and prints what main.ts reads. */
export function printRun(compute: () => Pick<Run, "answers" | "overall" | "drawing">): void {
  const started = performance.now();
  const found = compute();
  const first = { seconds: (performance.now() - started) / 1000, peakMegabytes: peakMegabytes() };
  const before = performance.now();
  compute();
  const run: Run = { ...first, ...found, again: (performance.now() - before) / 1000 };
  console.log(JSON.stringify(run));
}
