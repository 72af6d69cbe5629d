/** The compare job: brings an experiment's HEAD up to its results version. */
import { gzipSync } from "node:zlib";
import { definitionFor, recogniseTask } from "@evenmatch/catalogue";
import type { Checkpoint, Plan, RowStatistics, Suite } from "@evenmatch/contract";
import { Problem } from "@evenmatch/contract/problem";
import { StatsError } from "@evenmatch/stats";
import {
  currentResults,
  decodeResult,
  type ExperimentItem,
  getCheckpoint,
  getExperiment,
  getHead,
  getSuiteRow,
  listSuites,
  putBody,
  putComparison,
  putSuiteRow,
  setHead,
} from "@evenmatch/store";
import { canonicalJson, digestOf } from "@evenmatch/store/canonical";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { type ComputedRow, composeComparison, type NamedCheckpoint } from "./compose.ts";
import { matchCompute } from "./compute-match.ts";
import { rowPlan, suiteDigest } from "./digests.ts";
import { type ArmCheckpoint, type Pair, pairResults, type Result, streamKey } from "./pairing.ts";
import { type ArmResult, suiteInput } from "./score-input.ts";

type Experiment = ExperimentItem<Plan>;

/** Told as rows are done: how many of how many, and whether each had to be computed. */
export type RowProgress = (done: number, total: number, row: { suite: string; computed: boolean }) => void;

/**
 * Computes what is not known yet, and sets HEAD.
 *
 * `rv` is read before and after the results: if it moved in between, the results may be of two moments, and the whole
 * is read again. Answers false where the experiment is gone.
 */
export async function compareExperiment(
  deps: Dependencies,
  options: { project: string; experiment: string; onRow?: RowProgress },
): Promise<boolean> {
  const { project, experiment } = options;
  for (;;) {
    const entry = await getExperiment<Plan>(deps.table, project, experiment);
    if (entry === undefined) return false;
    const head = await getHead(deps.table, project, experiment);
    if (head !== undefined && head.basedOn >= entry.rv) {
      await setHead(deps.table, project, experiment, head);
      return true;
    }
    const arms = await readArms(deps, entry);
    const after = await getExperiment<Plan>(deps.table, project, experiment);
    if (after === undefined) return false;
    if (after.rv !== entry.rv) continue;
    const outcome = await comparedOrFailed(deps, entry, arms, options.onRow);
    await setHead(deps.table, project, experiment, { basedOn: entry.rv, ...outcome });
    return true;
  }
}

interface Arm {
  named: NamedCheckpoint[];
  results: ArmCheckpoint[];
}

async function readArm(deps: Dependencies, project: string, checkpoints: readonly string[]): Promise<Arm> {
  const arm: Arm = { named: [], results: [] };
  for (const checkpoint of checkpoints) {
    const item = await getCheckpoint<Checkpoint>(deps.table, project, checkpoint);
    const body = item?.body ?? {};
    arm.named.push({ checkpoint, body });
    arm.results.push({
      checkpoint,
      seed: body.seed ?? null,
      results: await currentResults<Suite>(deps.table, project, checkpoint),
    });
  }
  return arm;
}

async function readArms(
  deps: Dependencies,
  entry: Experiment,
): Promise<{ treatment: Arm; baseline: Arm; own: Map<string, Suite> }> {
  const own = new Map((await listSuites<Suite>(deps.table, entry.project)).map(({ suite, body }) => [suite, body]));
  const treatment = await readArm(deps, entry.project, entry.treatment);
  const baseline = await readArm(deps, entry.project, entry.baseline);
  return { treatment, baseline, own };
}

async function comparedOrFailed(
  deps: Dependencies,
  entry: Experiment,
  arms: { treatment: Arm; baseline: Arm; own: Map<string, Suite> },
  onRow: RowProgress | undefined,
): Promise<{ digest: string | null; body: string | null; failure: { code: string; detail: string } | null }> {
  try {
    return { ...(await compare(deps, entry, arms, onRow)), failure: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { digest: null, body: null, failure: { code: error.code, detail: error.message } };
  }
}

function refuse(entry: Experiment, arms: { treatment: Arm; baseline: Arm }): void {
  const empty = (["treatment", "baseline"] as const).filter((arm) =>
    arms[arm].results.every(({ results }) => results.length === 0),
  );
  if (empty.length > 0)
    throw new Problem("no_results", `needed results of both arms, found none of the ${empty.join(" and the ")}`);
  if (!entry.plan.requireMatched) return;
  const match = matchCompute(
    arms.treatment.named.map(({ body }) => body),
    arms.baseline.named.map(({ body }) => body),
    entry.plan.computeTolerance,
  );
  if (match.status === "matched") return;
  throw new Problem(
    "unmatched_compute",
    match.status === "unknown"
      ? "needed declared compute of both arms (the plan requires matched compute), found it undeclared"
      : `needed compute within ${match.tolerance * 100} % of the baseline's, found ${match.quantity} at a ratio of ${match.ratio}`,
  );
}

async function compare(
  deps: Dependencies,
  entry: Experiment,
  arms: { treatment: Arm; baseline: Arm; own: Map<string, Suite> },
  onRow: RowProgress | undefined,
): Promise<{ digest: string; body: string }> {
  refuse(entry, arms);
  const { project, plan } = entry;
  const { pairs, unpaired } = pairResults({
    treatment: arms.treatment.results,
    baseline: arms.baseline.results,
    plan,
    definitionOf: (result, metric) => arms.own.get(result.suite) ?? definitionUnder(result, metric),
  });
  if (plan.missingSuites === "complete" && unpaired.length > 0) {
    throw new Problem(
      "missing_suites",
      `the plan asks for complete suites; missing: ${unpaired
        .slice(0, 10)
        .map(({ suite, variant, reason }) => `${suite}${variant === "" ? "" : `/${variant}`} (${reason})`)
        .join(", ")}${unpaired.length > 10 ? `, and ${unpaired.length - 10} more` : ""}`,
    );
  }
  const rows: ComputedRow[] = [];
  for (const pair of pairs) {
    const digest = suiteDigest(pair, plan);
    const known = await getSuiteRow<RowStatistics>(deps.table, project, digest);
    const statistics = known ?? (await computeAndStore(deps, project, pair, plan, digest));
    rows.push({ pair, suiteDigest: digest, statistics });
    onRow?.(rows.length, pairs.length, { suite: pair.suite, computed: known === undefined });
  }
  const comparison = composeComparison({
    experiment: entry.experiment,
    treatment: arms.treatment.named,
    baseline: arms.baseline.named,
    plan,
    rows,
    unpaired,
  });
  const { digest } = comparison;
  const names = digestOf({ experiment: entry.experiment, arms: comparison.arms });
  const body = `json#${names.slice(0, 16)}`;
  const bytes = gzipSync(canonicalJson(comparison), { level: 9 });
  await putBody(deps.table, { project, digest, body, bytes });
  await putComparison(deps.table, project, {
    digest,
    specVersion: comparison.specVersion,
    createdAt: isoTime(deps.now()),
    experiment: entry.experiment,
    body,
  });
  return { digest, body };
}

/** Direction, range and kind belong to the metric: under another one than the log's primary, the suite means something else. */
function definitionUnder(result: Result, metric: string): Suite {
  if (metric === result.metric) return result.definition;
  const { suite, variant, metrics, harness } = result;
  const known = definitionFor({ suite, variant, metric, metrics });
  if (known !== undefined) return known;
  const alone = recogniseTask({ harness, task: suite, variant: null, taskArgs: {}, metrics, metric })[0];
  return alone === undefined ? result.definition : { ...result.definition, metric: alone.suiteDefinition.metric };
}

async function loadArm(
  deps: Dependencies,
  results: readonly { seed: string | null; result: Result }[],
): Promise<ArmResult[]> {
  const loaded: ArmResult[] = [];
  for (const { seed, result } of results) {
    const bytes = await deps.blobs.get(result.blob);
    if (bytes === undefined) throw new Error(`blob ${result.blob} of result ${result.resultHash} is gone`);
    loaded.push({ seed, result: decodeResult(bytes) });
  }
  return loaded;
}

async function computeAndStore(
  deps: Dependencies,
  project: string,
  pair: Pair,
  plan: Plan,
  digest: string,
): Promise<RowStatistics> {
  const input = suiteInput({
    key: streamKey(pair),
    metric: pair.metric,
    definition: pair.definition.metric,
    treatment: await loadArm(deps, pair.treatment),
    baseline: await loadArm(deps, pair.baseline),
  });
  const analysis = await deps.computeRow(input, rowPlan(plan, pair.definition.metric.range)).catch((error: unknown) => {
    if (!(error instanceof StatsError)) throw error;
    throw new Problem(
      "comparison_failed",
      `${pair.suite}${pair.variant === "" ? "" : `/${pair.variant}`}: ${error.message}`,
    );
  });
  const statistics = {
    ...analysis,
    noVerdict: analysis.noVerdict ?? (pair.graderMismatch ? "grader_mismatch" : null),
    warnings: [...new Set([...analysis.warnings, ...pair.warnings])].sort(),
  } as unknown as RowStatistics; // the same fields, without the read-only marks
  await putSuiteRow(deps.table, project, digest, statistics);
  return statistics;
}
