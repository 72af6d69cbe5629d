/** Workload W's continuous and rubric suites, drawn by Evenmatch's engines; `typescript` as the argument leaves the kernel aside. */
import { gatherInTypeScript, gatherInWasm, openStreams, resampleSums } from "@evenmatch/stats";
import { replicates } from "./estimands.ts";
import { drawnOneByOne, drawSuite, unitsOf } from "./workload-w.ts";

/** What a contestant prints: its time to draw and add all units, and the mean sums of the last suite. */
export interface Draws {
  seconds: number;
  sums: number[];
}

const gather = process.argv[2] === "typescript" ? gatherInTypeScript : gatherInWasm;
const tables = drawnOneByOne.map((suite) => unitsOf(drawSuite(suite)).rows);
let seconds = 0;
let means: number[] = [];
for (const [index, rows] of tables.entries()) {
  const root = openStreams("bench", String(index));
  const before = performance.now();
  const [sums = new Float64Array(0)] = resampleSums([{ rows, width: 4 }], root, replicates, gather);
  seconds += (performance.now() - before) / 1000;
  means = [0, 0, 0, 0];
  for (let i = 0; i < sums.length; i += 1) means[i % 4]! += sums[i]! / replicates;
}
console.log(JSON.stringify({ seconds, sums: means } satisfies Draws));
