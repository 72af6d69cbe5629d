import { type ArmItem, present } from "./arm-items.ts";
import { type MetricDefinition, type SeedScores, statuses } from "./input.ts";
import { mcnemarMidP } from "./intervals/mcnemar.ts";
import { causeOf, scoreOf } from "./reduce-items.ts";
import type { Missing, Missingness } from "./row.ts";

/** How many rows of an arm are without a score, by cause? Infinite scores are `unscored`. */
export function missingRows(seeds: readonly SeedScores[], metric: MetricDefinition): Missing {
  const missing: Missing = { error: 0, unscored: 0, refused: 0, timeout: 0 };
  for (const scores of seeds) {
    for (let row = 0; row < scores.score.length; row++) {
      if (scoreOf(scores, row, metric) !== null) continue;
      const cause = statuses[causeOf(scores, row)]!;
      if (cause !== "ok") missing[cause] += 1;
    }
  }
  return missing;
}

/**
 * Is missingness itself an effect? For every cause that occurs, McNemar's mid-p over the items that both arms have.
 *
 * `shared`: their ids.
 */
export function compareMissingness(
  shared: readonly string[],
  treatment: ReadonlyMap<string, ArmItem>,
  baseline: ReadonlyMap<string, ArmItem>,
): Missingness[] {
  const has = (item: ArmItem, code: number) => present(item).some(({ causes }) => (causes >> code) % 2 === 1);
  return statuses.flatMap((cause, code) => {
    if (cause === "ok") return [];
    const occurs = [treatment, baseline].some((items) => [...items.values()].some((item) => has(item, code)));
    if (!occurs) return [];
    const found = { cause, treatmentOnly: 0, baselineOnly: 0, both: 0 };
    for (const id of shared) {
      const inTreatment = has(treatment.get(id)!, code);
      const inBaseline = has(baseline.get(id)!, code);
      if (inTreatment && inBaseline) found.both += 1;
      else if (inTreatment) found.treatmentOnly += 1;
      else if (inBaseline) found.baselineOnly += 1;
    }
    return [{ ...found, p: shared.length === 0 ? null : mcnemarMidP(found.treatmentOnly, found.baselineOnly) }];
  });
}
