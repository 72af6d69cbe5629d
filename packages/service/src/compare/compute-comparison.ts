/** Two arms compared: everything that is computed of them, free of where their scores lie. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import pMap from "p-map";
import { type Arms, pairArms } from "./arms.ts";
import { type ComputedRow, composeComparison } from "./compose.ts";
import { matchCompute } from "./compute-match.ts";
import type { Computing } from "./computing.ts";
import { frontiersOf } from "./frontiers.ts";
import type { Pair, Readings } from "./pairing.ts";
import { followArms } from "./persistence.ts";
import { pairName, rowStatistics } from "./row.ts";
import { comparedSteps } from "./steps.ts";

/** Told as rows are done: how many of how many, and whether each had to be computed. */
export type RowProgress = (done: number, total: number, row: { suite: string; computed: boolean }) => void;

/** What a comparison is told besides: names and counts, which nothing is computed from. */
export type Told = Pick<Comparison, "experiment" | "planVersion" | "planFixed" | "looks" | "checkpointsCompared">;

export interface Compared {
  comparison: Omit<Comparison, keyof Told>;
  persistence: Persistence | null;
}

/**
 * Compares two arms under a plan. Of a trajectory, the last step that both arms have.
 *
 * `experiment`: the name that goes into what is said of persistence.
 *
 * @throws {Problem} no_results, no_common_step, unmatched_compute, missing_suites, or comparison_failed
 */
export async function computeComparison(
  computing: Computing,
  options: {
    arms: Arms;
    plan: Plan;
    readings: Readings;
    experiment: string | null;
    onRow?: RowProgress | undefined;
  },
): Promise<Compared> {
  const { plan, readings, experiment, onRow } = options;
  refuseEmpty(options.arms);
  const steps = comparedSteps(options.arms).filter(({ step, ...arms }) => step === null || hasResults(arms));
  const last = steps.at(-1);
  if (last === undefined) throw new Problem("no_results", "needed results of both arms at one step, found none");
  const arms: Arms = last;
  refuseUnmatched(plan, arms);
  const { pairs, unpaired } = pairArms(arms, plan, readings);
  if (plan.missingSuites === "complete" && unpaired.length > 0) {
    throw new Problem(
      "missing_suites",
      `the plan asks for complete suites; missing: ${unpaired
        .slice(0, 10)
        .map((row) => `${pairName(row)} (${row.reason})`)
        .join(", ")}${unpaired.length > 10 ? `, and ${unpaired.length - 10} more` : ""}`,
    );
  }
  const rows = await computeRows(computing, { pairs, plan, onRow });
  const figures = composeComparison({ ...arms, plan, rows, unpaired });
  const persistence = await followArms(computing, { plan, experiment, steps, pairs, readings, comparison: figures });
  return {
    comparison: {
      ...figures,
      frontiers: await frontiersOf(computing, { plan, pairs }),
      trajectory: last.step === null ? null : { step: last.step, steps: steps.flatMap(({ step }) => step ?? []) },
      persistence: persistence?.digest ?? null,
    },
    persistence,
  };
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
  computing: Computing,
  { pairs, plan, onRow }: { pairs: readonly Pair[]; plan: Plan; onRow: RowProgress | undefined },
): Promise<ComputedRow[]> {
  let done = 0;
  const row = async (pair: Pair): Promise<ComputedRow> => {
    const { suiteDigest, statistics, computed } = await rowStatistics(computing, { pair, plan });
    done += 1;
    onRow?.(done, pairs.length, { suite: pair.suite, computed });
    return { pair, suiteDigest, statistics };
  };
  // one is computed while the next one's scores come
  return pMap(pairs, row, { concurrency: 2 });
}
