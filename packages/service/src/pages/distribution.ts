/** How the items of two arms score, counted for drawing. */
import { bin, extent } from "d3-array";
import { format } from "d3-format";
import { scaleLinear } from "d3-scale";
import type { ItemPair } from "../compare/item-scores.ts";

/** Items of both arms whose score lies in [from, to); the last bin has both its ends. */
export interface Bin {
  from: number;
  to: number;
  label: string;
  treatment: number;
  baseline: number;
}

/** Items scored 0 or 1 by both arms. */
export interface Agreement {
  both: number;
  treatmentOnly: number;
  baselineOnly: number;
  neither: number;
}

/** The 2 × 2 table of paired items; undefined unless every paired score is 0 or 1. */
export function agreementOf(items: readonly ItemPair[]): Agreement | undefined {
  const counts = { both: 0, treatmentOnly: 0, baselineOnly: 0, neither: 0 };
  for (const { treatment, baseline } of items) {
    if (treatment === null || baseline === null) continue;
    if ((treatment !== 0 && treatment !== 1) || (baseline !== 0 && baseline !== 1)) return undefined;
    counts[
      treatment === 1 ? (baseline === 1 ? "both" : "treatmentOnly") : baseline === 1 ? "baselineOnly" : "neither"
    ] += 1;
  }
  return counts.both + counts.treatmentOnly + counts.baselineOnly + counts.neither === 0 ? undefined : counts;
}

/** Both arms in the same bins; empty where nothing is scored. */
export function binsOf(items: readonly ItemPair[], wanted = 20): Bin[] {
  const values = items.flatMap(({ treatment, baseline }) => [treatment, baseline].filter((value) => value !== null));
  const [least, greatest] = extent(values);
  if (least === undefined || greatest === undefined) return [];
  const distinct = [...new Set(values)].sort((one, other) => one - other);
  const text = format(".3~g");
  if (distinct.length <= 12) {
    return distinct.map((value) => ({
      from: value,
      to: value,
      label: text(value),
      treatment: items.filter((item) => item.treatment === value).length,
      baseline: items.filter((item) => item.baseline === value).length,
    }));
  }
  const scale = scaleLinear().domain([least, greatest]).nice(wanted);
  const [from = least, to = greatest] = scale.domain();
  const counted = (arm: "treatment" | "baseline") =>
    bin<ItemPair, number>()
      .value((item) => item[arm] ?? Number.NaN)
      .domain([from, to])
      // a threshold at the end would make a bin of the greatest score alone
      .thresholds(scale.ticks(wanted).filter((tick) => tick < to))(items.filter((item) => item[arm] !== null));
  const baseline = counted("baseline");
  return counted("treatment").map((own, index) => ({
    from: own.x0 ?? from,
    to: own.x1 ?? to,
    label: `${text(own.x0 ?? from)} to ${text(own.x1 ?? to)}`,
    treatment: own.length,
    baseline: baseline[index]?.length ?? 0,
  }));
}
