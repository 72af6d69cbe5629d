/** The compare job: brings an experiment's HEAD up to its results version. */
import { gzipSync } from "node:zlib";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import { type ExperimentItem, getExperiment, getHead, putBody, putComparison, setHead } from "@evenmatch/store";
import { canonicalJson, digestOf } from "@evenmatch/store/canonical";
import { bodyNames } from "../comparison-body.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { lookCounts } from "../looks.ts";
import { type Arms, type OwnSuites, pairArms, readArm, readOwnSuites } from "./arms.ts";
import { type ComputedRow, composeComparison } from "./compose.ts";
import { matchCompute } from "./compute-match.ts";
import { frontiersOf } from "./frontiers.ts";
import type { Pair } from "./pairing.ts";
import { followArms } from "./persistence.ts";
import { pairName, rowStatistics } from "./row.ts";
import { comparedSteps } from "./steps.ts";

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
    const own = await readOwnSuites(deps, project);
    const arms = {
      treatment: await readArm(deps, project, entry.treatment),
      baseline: await readArm(deps, project, entry.baseline),
    };
    const after = await getExperiment<Plan>(deps.table, project, experiment);
    if (after === undefined) return false;
    if (after.rv !== entry.rv) continue;
    const outcome = await comparedOrFailed(deps, { entry, arms, own, onRow: options.onRow });
    const { planVersion, treatment } = entry;
    await setHead(deps.table, project, experiment, { basedOn: entry.rv, ...outcome, planVersion, treatment });
    return true;
  }
}

/** Everything that one comparison is computed from. */
interface Work {
  entry: Experiment;
  arms: Arms;
  own: OwnSuites;
  onRow: RowProgress | undefined;
}

async function comparedOrFailed(
  deps: Dependencies,
  work: Work,
): Promise<{ digest: string | null; body: string | null; failure: { code: string; detail: string } | null }> {
  try {
    return { ...(await compare(deps, work)), failure: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { digest: null, body: null, failure: { code: error.code, detail: error.message } };
  }
}

async function compare(deps: Dependencies, work: Work): Promise<{ digest: string; body: string }> {
  const { entry, own, onRow } = work;
  const { project, plan } = entry;
  refuseEmpty(work.arms);
  const steps = comparedSteps(work.arms).filter(({ step, ...arms }) => step === null || hasResults(arms));
  const last = steps.at(-1);
  if (last === undefined) throw new Problem("no_results", "needed results of both arms at one step, found none");
  const arms: Arms = last;
  refuseUnmatched(plan, arms);
  const { pairs, unpaired } = pairArms(arms, plan, own);
  if (plan.missingSuites === "complete" && unpaired.length > 0) {
    throw new Problem(
      "missing_suites",
      `the plan asks for complete suites; missing: ${unpaired
        .slice(0, 10)
        .map((row) => `${pairName(row)} (${row.reason})`)
        .join(", ")}${unpaired.length > 10 ? `, and ${unpaired.length - 10} more` : ""}`,
    );
  }
  const rows = await computeRows(deps, { project, pairs, plan, onRow });
  const figures = composeComparison({ ...arms, plan, rows, unpaired });
  const { digest } = figures;
  const persistence = await followArms(deps, { entry, steps, pairs, own, comparison: figures });
  const comparison: Comparison = {
    ...figures,
    frontiers: await frontiersOf(deps, { project, plan, pairs }),
    experiment: entry.experiment,
    ...(await lookCounts(deps, entry, digest)),
    trajectory: last.step === null ? null : { step: last.step, steps: steps.flatMap(({ step }) => step ?? []) },
    persistence: persistence?.digest ?? null,
  };
  const { suites, splits, ...beside } = comparison;
  const body = bodyNames(digestOf(beside));
  if (persistence !== null) await writeBody(deps, { project, digest, body: body.persistence, value: persistence });
  await writeBody(deps, { project, digest, body: body.json, value: comparison });
  await putComparison(deps.table, project, {
    digest,
    specVersion: comparison.specVersion,
    createdAt: isoTime(deps.now()),
    experiment: entry.experiment,
    body: body.json,
  });
  return { digest, body: body.json };
}

function hasResults(arms: Arms): boolean {
  return [arms.treatment, arms.baseline].every((arm) => arm.some(({ results }) => results.length > 0));
}

function refuseEmpty(arms: Arms): void {
  const empty = (["treatment", "baseline"] as const).filter((arm) =>
    arms[arm].every(({ results }) => results.length === 0),
  );
  if (empty.length === 0) return;
  throw new Problem("no_results", `needed results of both arms, found none of the ${empty.join(" and the ")}`);
}

function refuseUnmatched(plan: Plan, arms: Arms): void {
  if (!plan.requireMatched) return;
  const match = matchCompute(
    arms.treatment.map(({ body }) => body),
    arms.baseline.map(({ body }) => body),
    plan.computeTolerance,
  );
  if (match.status === "matched") return;
  throw new Problem(
    "unmatched_compute",
    match.status === "unknown"
      ? "needed declared compute of both arms (the plan requires matched compute), found it undeclared"
      : `needed compute within ${match.tolerance * 100} % of the baseline's, found ${match.quantity} at a ratio of ${match.ratio}`,
  );
}

async function computeRows(
  deps: Dependencies,
  options: { project: string; pairs: readonly Pair[]; plan: Plan; onRow: RowProgress | undefined },
): Promise<ComputedRow[]> {
  const { project, pairs, plan, onRow } = options;
  const rows: ComputedRow[] = [];
  for (const pair of pairs) {
    const { suiteDigest, statistics, computed } = await rowStatistics(deps, { project, pair, plan });
    rows.push({ pair, suiteDigest, statistics });
    onRow?.(rows.length, pairs.length, { suite: pair.suite, computed });
  }
  return rows;
}

async function writeBody(
  deps: Dependencies,
  { value, ...place }: { project: string; digest: string; body: string; value: unknown },
): Promise<void> {
  await putBody(deps.table, { ...place, bytes: gzipSync(canonicalJson(value), { level: 9 }) });
}
