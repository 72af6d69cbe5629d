/** One row: its scores from the blobs, its statistics computed once and kept under their digest. */
import type { RowStatistics } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import { StatsError, type SuiteInput } from "@evenmatch/stats";
import type { SharedItems } from "@evenmatch/store";
import type { Computing } from "./computing.ts";
import { groupsOf, rowPlan, suiteDigest } from "./digests.ts";
import { type Pair, streamKey } from "./pairing.ts";
import { type ArmResult, suiteInput } from "./score-input.ts";
import { worstGroupOf } from "./worst-group.ts";

/** The scores behind a row, as the statistics take them. */
export async function pairInput({ scores }: Pick<Computing, "scores">, pair: Pair): Promise<SuiteInput> {
  const shared: SharedItems = new Map();
  async function read(results: Pair["treatment"]): Promise<ArmResult[]> {
    const found: ArmResult[] = [];
    for (const { seed, result } of results) found.push({ seed, result: await scores(result, shared) });
    return found;
  }
  return suiteInput({
    key: streamKey(pair),
    metric: pair.metric,
    definition: pair.definition.metric,
    treatment: await read(pair.treatment),
    baseline: await read(pair.baseline),
  });
}

/** `suite/variant`, for a sentence. */
export const pairName = ({ suite, variant }: Pick<Pair, "suite" | "variant">): string =>
  `${suite}${variant === "" ? "" : `/${variant}`}`;

/** Computes a row's statistics from its scores. @throws {Problem} comparison_failed, where the statistics refuse */
export async function computeStatistics(
  computing: Pick<Computing, "computeRow">,
  options: { pair: Pair; input: SuiteInput; plan: Plan },
): Promise<RowStatistics> {
  const { pair, input, plan } = options;
  const analysis = await computing
    .computeRow(input, rowPlan(plan, pair.definition.metric.range))
    .catch((error: unknown) => {
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
  computing: Computing,
  { pair, plan }: { pair: Pair; plan: Plan },
): Promise<{ suiteDigest: string; statistics: RowStatistics; computed: boolean }> {
  const digest = suiteDigest(pair, plan);
  const known = await computing.known<RowStatistics>(digest);
  if (known !== undefined) return { suiteDigest: digest, statistics: known, computed: false };
  const statistics = await computeStatistics(computing, { pair, input: await pairInput(computing, pair), plan });
  await computing.keep(digest, statistics);
  return { suiteDigest: digest, statistics, computed: true };
}
