import type { RowStatistics } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { type SuiteInput, worstGroup } from "@evenmatch/stats";
import { itemTexts, pairedItems } from "./paired-items.ts";

/**
 * How did the worst share of a suite's groups fare?
 *
 * Groups are what the items say of themselves, all alike; items that name none are in none. Null where fewer than two
 * groups have items on both sides, or the row has no items that pair.
 */
export function worstGroupOf(
  input: SuiteInput,
  options: { plan: Plan; groups: { by: "stratum" | "cluster"; alpha: number } },
): RowStatistics["worstGroup"] {
  const { plan, groups } = options;
  const paired = pairedItems(input, plan);
  if (typeof paired === "string") return null;
  const { treatment, baseline } = paired.aligned;
  const names = itemTexts(input, groups.by);
  const items = treatment.ids.flatMap((item, i) => {
    const group = names.get(item) ?? "";
    const improvement = paired.sign * (treatment.score[i]! - baseline.score[i]!);
    return group === "" ? [] : [{ group, item, improvement }];
  });
  const found = worstGroup(items, { alpha: groups.alpha, level: plan.level });
  if (found === null || found.groups < 2) return null;
  const { interval, ...figures } = found;
  return { ...groups, ...figures, interval: [interval[0], interval[1]] };
}
