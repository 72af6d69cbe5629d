/** Two comparisons side by side: what moved, and why. A pure function of what each says and was made from. */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import type { Change, ComparisonDiff, ResultChange, RowChange } from "@evenmatch/contract/comparison-diff";
import type { ComparisonRecord, RecordedResult } from "@evenmatch/contract/record";
import { compareValues } from "./verify/compare-values.ts";

/** A comparison with its record, where there is one. */
export interface Side {
  comparison: Comparison;
  record: ComparisonRecord | undefined;
}

const arms = ["treatment", "baseline"] as const;

/** What moved from `before` to `after`? Rows ascend as in the table. */
export function diffComparisons(before: Side, after: Side): ComparisonDiff {
  const changes = (path: string, pick: (side: Side) => unknown) => changesOf(path, pick(before), pick(after));
  const results = resultChanges(before.record, after.record);
  const rows = rowChanges(before, after);
  const [specVersion] = changes("specVersion", ({ comparison }) => comparison.specVersion);
  return {
    before: before.comparison.digest,
    after: after.comparison.digest,
    specVersion: specVersion ?? null,
    plan: changes("plan", ({ comparison }) => comparison.plan),
    arms: changes("arms", ({ comparison }) => comparison.arms),
    suites: suiteChanges(before.record, after.record),
    results,
    rows,
    verdictsFlipped: rows.filter((row) => row.before !== null && row.after?.verdict !== row.before.verdict).length,
    headline: (["headline", "winRate", "guarantee", "computeMatch"] as const).flatMap((part) =>
      changes(part, ({ comparison }) => comparison[part]),
    ),
  };
}

function changesOf(path: string, before: unknown, after: unknown): Change[] {
  return compareValues(before, after, { path, tolerance: 0 }).different.map(({ path: at, stored, recomputed }) => ({
    path: at,
    before: (stored ?? null) as Change["before"],
    after: (recomputed ?? null) as Change["after"],
  }));
}

function suiteChanges(before: ComparisonRecord | undefined, after: ComparisonRecord | undefined): Change[] {
  if (before === undefined || after === undefined) return [];
  return Object.entries(before.suites.rows).flatMap(([key, definition]) => {
    const other = after.suites.rows[key];
    return other === undefined ? [] : changesOf(`suites.${key}`, definition, other);
  });
}

type Placed = Pick<ResultChange, "arm" | "checkpoint" | "suite" | "variant" | "condition"> & { result: RecordedResult };

function resultsByPlace(record: ComparisonRecord): Map<string, Placed> {
  const placed = new Map<string, Placed>();
  for (const arm of arms) {
    for (const { checkpoint, results } of record.arms[arm]) {
      for (const result of results) {
        const { suite, variant, condition } = result;
        const key = JSON.stringify([arm, checkpoint, suite, variant, condition]);
        placed.set(key, { arm, checkpoint, suite, variant, condition, result });
      }
    }
  }
  return placed;
}

function versionOf({ resultHash, upload, sequence, readerVersion }: RecordedResult): ResultChange["before"] {
  return { resultHash, upload, sequence, readerVersion };
}

function resultChanges(before: ComparisonRecord | undefined, after: ComparisonRecord | undefined): ResultChange[] {
  if (before === undefined || after === undefined) return [];
  const old = resultsByPlace(before);
  const fresh = resultsByPlace(after);
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key): ResultChange[] => {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (was?.result.resultHash === is?.result.resultHash) return [];
    const { result: _, ...place } = (is ?? was)!; // the key is of one of them
    const reread = was?.result.upload === is?.result.upload;
    const change = was === undefined ? "added" : is === undefined ? "removed" : reread ? "reread" : "replaced";
    return [{ ...place, change, before: was ? versionOf(was.result) : null, after: is ? versionOf(is.result) : null }];
  });
}

const rowKey = ({ suite, variant, condition, metric }: SuiteRow) => JSON.stringify([suite, variant, condition, metric]);

function figuresOf(row: SuiteRow | undefined): RowChange["before"] {
  if (row === undefined) return null;
  const { verdict, counted, suiteDigest, difference } = row;
  return { verdict, counted, suiteDigest, difference: difference.value, interval: difference.interval };
}

function rowChanges(before: Side, after: Side): RowChange[] {
  const old = new Map(before.comparison.suites.map((row) => [rowKey(row), row]));
  const fresh = new Map(after.comparison.suites.map((row) => [rowKey(row), row]));
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((key): RowChange[] => {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (was !== undefined && is !== undefined && isSameRow(was, is)) return [];
    const { suite, variant, condition, metric } = (is ?? was)!; // the key is of one of them
    const row = { suite, variant, condition, metric };
    return [{ ...row, before: figuresOf(was), after: figuresOf(is), why: reasonsOf(was, is, { before, after }) }];
  });
}

const isSameRow = (was: SuiteRow, is: SuiteRow) =>
  was.suiteDigest === is.suiteDigest && was.verdict === is.verdict && was.counted === is.counted;

function reasonsOf(
  was: SuiteRow | undefined,
  is: SuiteRow | undefined,
  { before, after }: { before: Side; after: Side },
): RowChange["why"] {
  if (was === undefined || is === undefined) return ["results"];
  if (was.suiteDigest === is.suiteDigest) return ["board"];
  const why: RowChange["why"] = [];
  const key = [is.suite, is.variant, is.condition, is.metric].join("/");
  const definitions = [before.record?.suites.rows[key], after.record?.suites.rows[key]];
  if (changesOf("", was.results, is.results).length > 0) why.push("results");
  if (changesOf("", definitions[0], definitions[1]).length > 0) why.push("definition");
  if (changesOf("", before.comparison.plan, after.comparison.plan).length > 0) why.push("plan");
  if (before.comparison.specVersion !== after.comparison.specVersion) why.push("specification");
  // warnings that follow from a result's header (its grader, its version) are in the row's digest and in no hash above
  return why.length === 0 ? ["results"] : why;
}
