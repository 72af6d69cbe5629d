/** Workload W through Evenmatch's own engine, one thread; `typescript` as the argument leaves the kernel aside. */
import {
  acceleration,
  bcaInterval,
  drawIndices,
  gatherInTypeScript,
  gatherInWasm,
  openStreams,
  percentileInterval,
  replicatesPerBlock,
  resampleSums,
  sortedDefined,
  startBlock,
} from "@evenmatch/stats";
import { type Answer, estimands, jackknife, level, ofSample, type Run, replicates } from "./estimands.ts";
import { printRun } from "./print-run.ts";
import { drawSuite, suites, unitsOf } from "./workload-w.ts";

const gather = process.argv[2] === "typescript" ? gatherInTypeScript : gatherInWasm;
const units = suites.map((_, index) => unitsOf(drawSuite(index)));
/** The estimands of every replicate: one loop each, for one that calls whichever it is given takes several times as long. */
const estimates = {
  difference: (sums: Float64Array) => {
    const values = new Float64Array(replicates);
    for (let i = 0; i < replicates; i += 1) values[i] = (sums[i * 4]! - sums[i * 4 + 1]!) / sums[i * 4 + 3]!;
    return values;
  },
  winProbability: (sums: Float64Array) => {
    const values = new Float64Array(replicates);
    for (let i = 0; i < replicates; i += 1) values[i] = sums[i * 4 + 2]! / sums[i * 4 + 3]!;
    return values;
  },
  relativeChange: (sums: Float64Array) => {
    const values = new Float64Array(replicates);
    for (let i = 0; i < replicates; i += 1) {
      const before = sums[i * 4 + 1]!;
      values[i] = before === 0 ? Number.NaN : sums[i * 4]! / before - 1;
    }
    return values;
  },
};

/** Everything that is asked of W, from the units in memory. */
function compute(): Pick<Run, "answers" | "overall" | "drawing"> {
  const answers: Answer[] = [];
  let drawing = 0;
  const wins = suites.map(() => new Float64Array(replicates));
  for (const [suite, { rows }] of units.entries()) {
    const before = performance.now();
    const [sums] = resampleSums([{ rows, width: 4 }], openStreams("bench", String(suite)), replicates, gather) as [
      Float64Array,
    ];
    drawing += (performance.now() - before) / 1000;
    const won = wins[suite]!;
    for (const { name, of } of estimands) {
      const values = estimates[name](sums);
      if (name === "difference") {
        for (let i = 0; i < replicates; i += 1) won[i] = values[i]! > 0 ? 1 : values[i] === 0 ? 0.5 : 0;
      }
      const ascending = sortedDefined(values);
      const a = acceleration(jackknife(rows, of));
      answers.push({
        suite,
        estimand: name,
        percentile: percentileInterval(ascending, level),
        bca:
          a === null
            ? null
            : bcaInterval({ ascending, estimate: ofSample(rows, of), acceleration: a, level, tolerance: 1e-12 }),
      });
    }
  }
  /** one replicate of every suite, then suites redrawn */
  const root = openStreams("bench", "overall");
  const state = new Int32Array(4);
  const picks = new Int32Array(suites.length);
  const shares = new Float64Array(replicates);
  for (let i = 0; i < replicates; i += 1) {
    if (i % replicatesPerBlock === 0) startBlock(root, i / replicatesPerBlock, state);
    drawIndices(state, suites.length, suites.length, picks);
    let sum = 0;
    for (let pick = 0; pick < picks.length; pick += 1) sum += wins[picks[pick]!]![i]!;
    shares[i] = sum / suites.length;
  }
  shares.sort();
  return { answers, overall: percentileInterval(shares, level), drawing };
}

printRun(compute);
