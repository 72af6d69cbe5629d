import type { Plan } from "@evenmatch/contract/plan";
import { type Aligned, align, type SuiteInput } from "@evenmatch/stats";
import { rowPlan } from "./digests.ts";

/** Metrics that are a mean of item scores, so that an item's own improvement means something. */
const itemKinds = ["mean", "rubric", "recall@k"];

/** The items of a row that pair, turned. */
export interface PairedItems {
  aligned: Aligned;
  /** 1 where more is better, −1 where less is */
  sign: 1 | -1;
}

/** A row's paired items, or why it has none that can be judged one by one. */
export function pairedItems(input: SuiteInput, plan: Plan): PairedItems | string {
  const { arms, metric } = input;
  if (!itemKinds.includes(metric.kind)) return `needed a mean of item scores, found ${metric.kind}`;
  if (metric.direction !== "higher" && metric.direction !== "lower") {
    return `needed a metric of which more or less is better, found the direction ${metric.direction}`;
  }
  if ("judgements" in arms || arms.treatment.kind !== "items" || arms.baseline.kind !== "items") {
    return "needed scores of items, found none";
  }
  const { treatment, baseline } = arms;
  const aligned = align({
    treatment: treatment.seeds,
    baseline: baseline.seeds,
    metric,
    plan: rowPlan(plan, metric.range),
  });
  if (aligned.pairing !== "paired" || aligned.treatment.ids.length === 0) {
    return "needed arms that pair item by item, found them unpaired";
  }
  return { aligned, sign: metric.direction === "higher" ? 1 : -1 };
}

/** What the arms say of their items in one text column; "" where nobody says anything, the treatment before the baseline. */
export function itemTexts(input: SuiteInput, column: "stratum" | "cluster" | "itemHash"): Map<string, string> {
  const texts = new Map<string, string>();
  if ("judgements" in input.arms) return texts;
  for (const arm of [input.arms.treatment, input.arms.baseline]) {
    if (arm.kind !== "items") continue;
    for (const seed of arm.seeds) {
      for (const [i, id] of seed.items.entries()) {
        if ((texts.get(id) ?? "") === "") texts.set(id, seed[column]?.[i] ?? "");
      }
    }
  }
  return texts;
}
