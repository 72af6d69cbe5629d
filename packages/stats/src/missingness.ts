import { type Arm, causesOf } from "./arm.ts";
import { int32Of } from "./columns.ts";
import { type MetricDefinition, type SeedScores, statuses } from "./input.ts";
import { mcnemarMidP } from "./intervals/mcnemar.ts";
import { causeOf, scoreOf } from "./reduce-items.ts";
import type { Missing, Missingness } from "./row.ts";

/** How many rows of an arm are without a score, by cause? Infinite scores are `unscored`. */
export function missingRows(seeds: readonly SeedScores[], metric: MetricDefinition): Missing {
  const missing: Missing = { error: 0, unscored: 0, refused: 0, timeout: 0 };
  for (const scores of seeds) {
    for (let row = 0; row < scores.score.length; row++) {
      if (!Number.isNaN(scoreOf(scores, row, metric))) continue;
      const cause = statuses[causeOf(scores, row)]!;
      if (cause !== "ok") missing[cause] += 1;
    }
  }
  return missing;
}

/**
 * Is missingness itself an effect? For every cause that occurs, McNemar's mid-p over the items that both arms have.
 *
 * `shared`: where these stand in either arm.
 */
export function compareMissingness(
  shared: { treatment: Int32Array; baseline: Int32Array },
  treatment: Arm,
  baseline: Arm,
): Missingness[] {
  const of = { treatment: itemCauses(treatment), baseline: itemCauses(baseline) };
  const occurring = of.treatment.reduce(
    (all, causes) => all | causes,
    of.baseline.reduce((all, causes) => all | causes, 0),
  );
  const count = shared.treatment.length;
  return statuses.flatMap((cause, code) => {
    if (cause === "ok" || (occurring >> code) % 2 === 0) return [];
    const found = { cause, treatmentOnly: 0, baselineOnly: 0, both: 0 };
    for (let i = 0; i < count; i++) {
      const inTreatment = (of.treatment[shared.treatment[i]!]! >> code) % 2 === 1;
      const inBaseline = (of.baseline[shared.baseline[i]!]! >> code) % 2 === 1;
      if (inTreatment && inBaseline) found.both += 1;
      else if (inTreatment) found.treatmentOnly += 1;
      else if (inBaseline) found.baselineOnly += 1;
    }
    return [{ ...found, p: count === 0 ? null : mcnemarMidP(found.treatmentOnly, found.baselineOnly) }];
  });
}

function itemCauses(arm: Arm): Int32Array {
  return int32Of(arm.ids.length, (item) => causesOf(arm, item));
}
