/**
 * Makes the table of coverage: `npm run study:coverage [-- --cells PATTERN] [--replications N]`.
 *
 * Finished cells are kept in .cache/coverage, and taken from there, or from the published table, if their first
 * replications come out the same to the bit: a new specification costs the cells that it changes. With `--replications` nothing is kept, and what was found is printed instead. The page is written once all cells are there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { specVersion } from "@evenmatch/stats";
import { Presets, SingleBar } from "cli-progress";
import { repoRoot } from "../../shared-files.ts";
import type { Cell, CellResult, Study } from "./cell.ts";
import { cells } from "./cells.ts";
import { page } from "./page.ts";
import { prefixReplications, runCell } from "./run-cell.ts";
import { bootstrapReplicates, level, type Replications } from "./run-row.ts";

const cache = path.join(repoRoot, ".cache/coverage");
const table = path.join(repoRoot, "docs/coverage.json");
const full: Replications = { analytic: 10_000, bootstrap: 2000, prefix: prefixReplications };

const { values } = parseArgs({ options: { cells: { type: "string" }, replications: { type: "string" } } });
const pattern = new RegExp(values.cells ?? "");
const only = values.replications === undefined ? undefined : Number(values.replications);
if (only !== undefined && !(Number.isInteger(only) && only > 0)) {
  throw new Error(`a whole number of replications was needed, found ${values.replications}`);
}
const chosen = cells.filter(({ name }) => pattern.test(name));

const bar = new SingleBar(
  { format: "{bar} {value}/{total} cells  {cell} {percentOfCell} %", stream: process.stderr, clearOnComplete: true },
  Presets.shades_classic,
);
bar.start(chosen.length, 0, { cell: "", percentOfCell: 0 });
const found: CellResult[] = [];
for (const cell of chosen) {
  const result = only === undefined ? await finished(cell) : await runCell(cell, limited(only), tick(cell));
  found.push(result);
  bar.increment();
}
bar.stop();

const study = (results: CellResult[]): Study => ({ specVersion, level, bootstrapReplicates, cells: results });
if (only !== undefined) process.stdout.write(page(study(found)));
else {
  const kept = cells.map(cached).filter((result) => result !== undefined);
  if (kept.length < cells.length) {
    process.stderr.write(`${kept.length} of ${cells.length} cells are finished: no page yet\n`);
  } else {
    writeFileSync(table, `${JSON.stringify(study(kept), null, 1)}\n`);
    writeFileSync(path.join(repoRoot, "docs/coverage.md"), page(study(kept)));
    process.stderr.write("wrote docs/coverage.json and docs/coverage.md\n");
  }
}

/** the cell from the cache, if it would come out so again; otherwise run, and kept */
async function finished(cell: Cell): Promise<CellResult> {
  const first = { analytic: prefixReplications, bootstrap: prefixReplications, prefix: prefixReplications };
  const again = await runCell(cell, first, async () => undefined);
  const asKnown = [cached(cell), published(cell)].find((known) => known?.prefix.digest === again.prefix.digest);
  const result = asKnown ?? (await runCell(cell, full, tick(cell)));
  mkdirSync(cache, { recursive: true });
  writeFileSync(fileOf(cell), JSON.stringify({ specVersion, full, result }));
  return result;
}

function cached(cell: Cell): CellResult | undefined {
  if (!existsSync(fileOf(cell))) return undefined;
  const kept = JSON.parse(readFileSync(fileOf(cell), "utf8"));
  return kept.specVersion === specVersion && JSON.stringify(kept.full) === JSON.stringify(full)
    ? kept.result
    : undefined;
}

function published({ name }: Cell): CellResult | undefined {
  return existsSync(table)
    ? (JSON.parse(readFileSync(table, "utf8")) as Study).cells.find((cell) => cell.name === name)
    : undefined;
}

function fileOf({ name }: Cell): string {
  return path.join(cache, `${name.replaceAll("/", "_")}.json`);
}

function limited(replications: number): Replications {
  return { analytic: replications, bootstrap: replications, prefix: Math.min(replications, prefixReplications) };
}

/** moves the bar now and then, and lets signals through */
function tick({ name }: Cell): (done: number, total: number) => Promise<void> {
  return async (done, total) => {
    if (done % 100 !== 0) return;
    bar.update({ cell: name, percentOfCell: Math.round((100 * done) / total) });
    await new Promise((resolve) => setImmediate(resolve));
  };
}
