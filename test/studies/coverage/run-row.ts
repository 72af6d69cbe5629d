import { analyseRow, type Interval, type RowPlan, type SuiteInput, tInterval } from "@evenmatch/stats";
import type { DesignResult } from "@evenmatch/stats/designs/design-result";
import type { CellResult, RowCell } from "./cell.ts";
import { designs, hardlyAny } from "./designs.ts";
import { runningDigest } from "./digest.ts";
import { drawsOf, resamplingSeed } from "./draws.ts";
import { rates, tallies } from "./tally.ts";

/** How often each thing is simulated. */
export interface Replications {
  /** intervals that need no resampling */
  analytic: number;
  bootstrap: number;
  /** whose intervals are kept as a digest */
  prefix: number;
}

export const level = 0.95;
/** resamples inside every bootstrap: the fewest that the product allows */
export const bootstrapReplicates = 2000;

/** so many replications are read as whole rows, with their warnings */
const wholeRows = 200;

/**
 * Simulates one population and asks the product for its intervals every time.
 *
 * The first replications go through `analyseRow` with all that a row says; the rest through the row's design alone, in
 * the end without a bootstrap where the primary interval needs none. Both ways must agree to the bit.
 *
 * @throws {Error} if they don't
 */
export async function runRow(
  cell: RowCell,
  replications: Replications,
  at: (done: number, total: number) => Promise<void>,
): Promise<CellResult> {
  const total = cell.analytic ? replications.analytic : replications.bootstrap;
  const found = tallies(cell.truth);
  const events = rates();
  const digest = runningDigest(replications.prefix);
  const primaryMethods: Record<string, number> = {};
  const designOf = designs(cell.metric);
  let warned = 0;
  let rowsRead = 0;

  for (let i = 0; i < total; i++) {
    const input = inputOf(cell, i);
    const resampled = hasBootstrap(cell) && i < replications.bootstrap;
    const plan = planOf(cell, i);
    const result = designOf(input, resampled ? plan : { ...plan, replicates: hardlyAny });
    const intervals = intervalsOf(cell, result, resampled);
    if (resampled && cell.bca)
      intervals.bca = designOf(input, { ...plan, bootstrap: "bca" }).bootstrap?.interval ?? null;
    const { difference } = result;
    if (i < wholeRows) {
      const row = analyseRow(input, plan);
      mustAgree(
        cell,
        { ...row.difference, bootstrap: resampled ? row.bootstrap : null },
        {
          ...difference,
          bootstrap: resampled ? result.bootstrap : null,
        },
      );
      rowsRead += 1;
      if (cell.warning !== null && row.warnings.includes(cell.warning)) warned += 1;
    }
    for (const [method, interval] of Object.entries(intervals)) found.add(method, interval);
    primaryMethods[difference.method] = (primaryMethods[difference.method] ?? 0) + 1;
    if (cell.truth === 0 && difference.p !== null) {
      events.add("p ≤ .05 although nothing differs", difference.p <= 1 - level);
    }
    digest.add(intervals);
    await at(i + 1, total);
  }
  const { name, kind, what, truth, facts, warning } = cell;
  return {
    name,
    kind,
    what,
    truth,
    facts,
    warning,
    warned,
    rowsRead,
    primaryMethods,
    tallies: found.all(),
    rates: events.all(),
    ...digest.done(),
  };
}

type Difference = DesignResult["difference"];

function inputOf(cell: RowCell, replication: number): SuiteInput {
  return { key: cell.name, metric: cell.metric, arms: cell.draw(drawsOf(cell.name, replication)) };
}

function planOf(cell: RowCell, replication: number): RowPlan {
  return {
    level,
    replicates: bootstrapReplicates,
    seed: resamplingSeed(cell.name, replication),
    bootstrap: "percentile",
    margin: null,
    refusedAs: "missing",
    seedsMatched: cell.seedsMatched,
  };
}

function intervalsOf(cell: RowCell, result: DesignResult, resampled: boolean): Record<string, Interval | null> {
  const { difference, bootstrap, clusters, n, design } = result;
  const intervals = primaryAndT(difference, clusters ?? n, design);
  if (!bootstrap || !resampled) return intervals;
  intervals.percentile = bootstrap.interval;
  if (hasStudentised(cell)) intervals.studentised = bootstrap.studentised;
  intervals.basic =
    bootstrap.interval && difference.value !== null ? mirrored(bootstrap.interval, difference.value) : null;
  return intervals;
}

/** the primary interval, and the plain t interval where the primary is another */
function primaryAndT(
  { interval, method, value, standardError }: Difference,
  units: number | null,
  design: DesignResult["design"],
): Record<string, Interval | null> {
  const isPaired = design === "paired-binary" || design === "paired" || design === "paired-clustered";
  if (!isPaired || /(^|-)t(-|$)/.test(method) || value === null || units === null) return { primary: interval };
  const t = tInterval({ estimate: value, standardError, degreesOfFreedom: units - 1, level }).interval;
  return { primary: interval, t };
}

/** crossed seeds, quantiles and absolute distances have no standard error inside a resample */
function hasStudentised({ name, metric, warning }: RowCell): boolean {
  return !name.startsWith("crossed/") && metric.kind !== "quantile" && warning !== "at_ideal";
}

/** does the study resample in this cell? */
function hasBootstrap({ analytic, bootstrap }: RowCell): boolean {
  return bootstrap || !analytic;
}

/** the basic interval, as the product computes it from its percentiles */
function mirrored([lower, upper]: Interval, estimate: number): Interval {
  return [2 * estimate - upper, 2 * estimate - lower];
}

type Compared = Pick<Difference, "interval" | "p" | "method"> & { bootstrap: DesignResult["bootstrap"] };

function mustAgree(cell: RowCell, row: Compared, design: Compared): void {
  const text = ({ interval, p, method, bootstrap }: Compared) =>
    JSON.stringify([interval, p, method, bootstrap?.interval, bootstrap?.studentised]);
  if (text(row) !== text(design)) {
    throw new Error(
      `${cell.name}: needed one answer from the row and its design, found ${text(row)} and ${text(design)}`,
    );
  }
}
