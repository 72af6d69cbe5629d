/**
 * The bootstrap without draws against draws: 10,000 hostile data sets and every suite of workload W, 200,000 resamples each.
 *
 *     npx tsx test/exact/main.ts [--sets 10000] [--draws 200000] [--write]
 *
 * `--write` puts the figures into docs/exact-bootstrap.md. Ends with `N passed, N failed`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { specVersion } from "@evenmatch/stats";
import { drawSuite, suites, unitsOf } from "../bench/workload-w.ts";
import { dataSet } from "./data-sets.ts";
import { add, type Figures, largest, noFigures, rootMeanSquare } from "./figures.ts";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "10000" },
    draws: { type: "string", default: "200000" },
    write: { type: "boolean", default: false },
  },
});
const sets = Number(options.sets);
const replicates = Number(options.draws);

const ofSuites = noFigures();
for (const index of suites.keys()) {
  const { rows, count } = unitsOf(drawSuite(index));
  const column = (at: number) => Float64Array.from({ length: count }, (_, unit) => rows[4 * unit + at]!);
  const [treatment, baseline, wins, items] = [column(0), column(1), column(2), column(3)];
  const differences = treatment.map((each, unit) => each - baseline[unit]!);
  const statistics = [
    ["mean difference", differences, items],
    ["win probability", wins, items],
    ["relative change", treatment, baseline],
  ] as const;
  for (const [name, numerator, denominator] of statistics) {
    const set = { kind: `workload W: ${name}`, shape: "ratio" as const, numerator, denominator };
    add(ofSuites, set, { seed: index, replicates });
  }
}
const hostile = noFigures();
let stopped = false;
process.once("SIGTERM", () => {
  stopped = true;
});
for (let seed = 0; seed < sets && !stopped; seed++) {
  add(hostile, dataSet(seed), { seed, replicates });
  // a signal to end is heard here: what is done by then is reported
  await new Promise(setImmediate);
  if (seed % 500 === 499) process.stderr.write(`exact: ${seed + 1} of ${sets}\n`);
}

const columns = [
  "enumerated",
  "lattice",
  "fourier",
  "few_dominate",
  "uneven_law",
  "self_check",
  "undefined_resamples",
  "constant",
];

function table({ kinds }: Figures): string {
  const lines = [...kinds].map(
    ([kind, counts]) => `| ${kind} | ${columns.map((column) => counts.get(column) ?? "").join(" | ")} |`,
  );
  return [
    `| data | ${columns.map((column) => (["enumerated", "lattice", "fourier"].includes(column) ? column : `\`${column}\``)).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...lines,
  ].join("\n");
}

function summary({ sets: count, smooth, atoms, shares, kinds }: Figures): string {
  const found = [...kinds.values()].reduce(
    (sum, each) => sum + ["enumerated", "lattice", "fourier"].reduce((inner, way) => inner + (each.get(way) ?? 0), 0),
    0,
  );
  const outside = atoms.filter((z) => z !== 0).length;
  return [
    `- ${count} sets, the law of ${found} found.`,
    `- ${smooth.length} bounds where the drawn law is smooth: root mean square of z ${rootMeanSquare(smooth).toFixed(3)}, largest ${largest(smooth).toFixed(2)}.`,
    `- ${atoms.length} bounds at an atom: ${outside} outside of [P(below), P(up to it)], by ${largest(atoms).toFixed(2)} errors at most.`,
    `- ${shares.length} shares below the estimate, on which BCa rests: root mean square of z ${rootMeanSquare(shares).toFixed(3)}, largest ${largest(shares).toFixed(2)}.`,
  ].join("\n");
}

const text = `Made by \`npx tsx test/exact/main.ts --write\` with ${replicates.toLocaleString("en")} resamples each, specification ${specVersion}.

### Workload W

${summary(ofSuites)}

${table(ofSuites)}

### Hostile data

${summary(hostile)}

${table(hostile)}
`;
const page = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../docs/exact-bootstrap.md");
if (options.write) {
  const heading = "## Figures\n";
  const [before] = readFileSync(page, "utf8").split(heading);
  writeFileSync(page, `${before}${heading}\n${text}`);
}
console.log(text);
const failures = [...ofSuites.failures, ...hostile.failures];
const rms = rootMeanSquare(hostile.smooth);
if (!(rms > 0.93 && rms < 1.07)) failures.push(`root mean square of z: between .93 and 1.07 was needed, found ${rms}`);
for (const failure of failures) console.log(failure);
const passed = ofSuites.sets + hostile.sets;
console.log(`${passed - Math.min(passed, failures.length)} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
