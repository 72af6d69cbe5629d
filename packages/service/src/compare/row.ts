/** One row: its scores from the blobs, its statistics computed once and kept under their digest. */
import type { RowStatistics } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import { StatsError, type SuiteInput } from "@evenmatch/stats";
import { decodeResult, getSuiteRow, putSuiteRow } from "@evenmatch/store";
import type { Dependencies } from "../dependencies.ts";
import { groupsOf, rowPlan, suiteDigest } from "./digests.ts";
import { type Pair, type Result, streamKey } from "./pairing.ts";
import { type ArmResult, suiteInput } from "./score-input.ts";
import { worstGroupOf } from "./worst-group.ts";

/** The scores behind a row, as the statistics take them. */
export async function pairInput(deps: Pick<Dependencies, "blobs">, pair: Pair): Promise<SuiteInput> {
  return suiteInput({
    key: streamKey(pair),
    metric: pair.metric,
    definition: pair.definition.metric,
    treatment: await loadResults(deps, pair.treatment),
    baseline: await loadResults(deps, pair.baseline),
  });
}

async function loadResults(
  deps: Pick<Dependencies, "blobs">,
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

/** `suite/variant`, for a sentence. */
export const pairName = ({ suite, variant }: Pick<Pair, "suite" | "variant">): string =>
  `${suite}${variant === "" ? "" : `/${variant}`}`;

/** Computes a row's statistics from its scores. @throws {Problem} comparison_failed, where the statistics refuse */
export async function computeStatistics(
  deps: Pick<Dependencies, "computeRow">,
  options: { pair: Pair; input: SuiteInput; plan: Plan },
): Promise<RowStatistics> {
  const { pair, input, plan } = options;
  const analysis = await deps.computeRow(input, rowPlan(plan, pair.definition.metric.range)).catch((error: unknown) => {
    if (!(error instanceof StatsError)) throw error;
    throw new Problem("comparison_failed", `${pairName(pair)}: ${error.message}`);
  });
  const groups = groupsOf(plan, pair.suite);
  const worst = groups === null ? null : worstGroupOf(input, { plan, groups });
  return {
    ...analysis,
    worstGroup: worst,
    noVerdict: analysis.noVerdict ?? (pair.graderMismatch ? "grader_mismatch" : null),
    warnings: [
      ...new Set([...analysis.warnings, ...pair.warnings, ...(groups !== null && worst === null ? ["no_groups"] : [])]),
    ].sort(),
  } as unknown as RowStatistics; // the same fields, without the read-only marks
}

/** The statistics of a row, computed unless they are known. */
export async function rowStatistics(
  deps: Dependencies,
  options: { project: string; pair: Pair; plan: Plan },
): Promise<{ suiteDigest: string; statistics: RowStatistics; computed: boolean }> {
  const { project, pair, plan } = options;
  const digest = suiteDigest(pair, plan);
  const known = await getSuiteRow<RowStatistics>(deps.table, project, digest);
  if (known !== undefined) return { suiteDigest: digest, statistics: known, computed: false };
  const statistics = await computeStatistics(deps, { pair, input: await pairInput(deps, pair), plan });
  await putSuiteRow(deps.table, project, digest, statistics);
  return { suiteDigest: digest, statistics, computed: true };
}
