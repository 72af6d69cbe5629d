import { max, median, min } from "simple-statistics";
import { type ArmItem, type ArmItems, armItems, isScored, itemsOf, present } from "./arm-items.ts";
import { type CompletedItems, completeItems } from "./complete-items.ts";
import type { MetricDefinition, RowPlan, SeedScores } from "./input.ts";
import { compareMissingness, missingRows } from "./missingness.ts";
import { seedsInOrder } from "./reduce-items.ts";
import type { Alignment, EpochCounts, Missingness } from "./row.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** Two arms brought together. */
export interface Aligned {
  /** paired: both arms hold the same items; unpaired: each holds its own */
  pairing: "paired" | "unpaired";
  treatment: ArmItems;
  baseline: ArmItems;
  alignment: Alignment;
  /** null where an arm has no scored item */
  epochs: { treatment: EpochCounts; baseline: EpochCounts } | null;
  /** seed ids in order, to match the arms' seeds by */
  seeds: { treatment: readonly (string | null)[]; baseline: readonly (string | null)[] };
  missingness: readonly Missingness[];
  /** null where nothing is missing, or the range has no ends */
  completed: CompletedItems | null;
  /** items with scores, but fewer scored epochs than pass@k or worst-of-k needs */
  tooFewEpochs: number;
}

/**
 * Which items of the two arms can be compared with each other, what is missing from either, and why?
 *
 * Paired on the ids that both arms have with agreeing content hashes (an unknown hash agrees), when these are at least
 * half of the smaller arm; otherwise unpaired. An item enters if every seed of the arm scored it. Epochs are averaged
 * within the item first. Coverage is paired items over the union of items with a score in either arm.
 *
 * `treatment`, `baseline`: one entry for every training seed, at least one. O(items · seeds · log items).
 *
 * @throws {StatsError} if a pass@k or worst-of-k metric has no k
 * @see oracle: the vector item-set-mismatch-bounds; test/oracles in Python
 */
export function align(options: {
  treatment: readonly SeedScores[];
  baseline: readonly SeedScores[];
  metric: MetricDefinition;
  plan: RowPlan;
}): Aligned {
  const { metric, plan } = options;
  const seeds = { treatment: seedsInOrder(options.treatment), baseline: seedsInOrder(options.baseline) };
  const treatment = itemsOf(seeds.treatment, metric, plan);
  const baseline = itemsOf(seeds.baseline, metric, plan);
  const { shared, mismatched } = sharedItems(treatment, baseline);
  const smaller = Math.min(treatment.size, baseline.size);
  // two arms of which one has no items count as paired: nothing is shared, and the row says so
  const paired = 2 * shared.length >= smaller && (shared.length > 0 || smaller === 0);

  const scored = { treatment: scoredIds(treatment), baseline: scoredIds(baseline) };
  const pairs = shared.filter((id) => isScored(treatment.get(id)!) && isScored(baseline.get(id)!));
  const ids = paired ? { treatment: pairs, baseline: pairs } : scored;
  const union = new Set([...scored.treatment, ...scored.baseline]);
  const matched = paired ? pairs.length : 0;
  const epochs = {
    treatment: epochCounts(treatment, ids.treatment),
    baseline: epochCounts(baseline, ids.baseline),
  };
  return {
    pairing: paired ? "paired" : "unpaired",
    treatment: armItems(ids.treatment, treatment, paired ? baseline : null),
    baseline: armItems(ids.baseline, baseline, paired ? treatment : null),
    alignment: {
      treatmentItems: treatment.size,
      baselineItems: baseline.size,
      paired: matched,
      onlyTreatment: countAbsent(treatment, baseline),
      onlyBaseline: countAbsent(baseline, treatment),
      contentMismatch: mismatched.size,
      missing: { treatment: missingRows(seeds.treatment, metric), baseline: missingRows(seeds.baseline, metric) },
      coverage: union.size === 0 ? null : matched / union.size,
    },
    epochs: epochs.treatment && epochs.baseline ? { treatment: epochs.treatment, baseline: epochs.baseline } : null,
    seeds: {
      treatment: seeds.treatment.map(({ seed }) => seed),
      baseline: seeds.baseline.map(({ seed }) => seed),
    },
    missingness: compareMissingness(shared, treatment, baseline),
    completed: completeItems({ treatment, baseline, mismatched, paired, metric }),
    tooFewEpochs: countTooFewEpochs(treatment) + countTooFewEpochs(baseline),
  };
}

function sharedItems(
  treatment: ReadonlyMap<string, ArmItem>,
  baseline: ReadonlyMap<string, ArmItem>,
): { shared: string[]; mismatched: Set<string> } {
  const shared: string[] = [];
  const mismatched = new Set<string>();
  for (const [id, item] of treatment) {
    const other = baseline.get(id);
    if (!other) continue;
    if (hashesAgree(item, other)) shared.push(id);
    else mismatched.add(id);
  }
  return { shared: shared.sort(compareUtf8), mismatched };
}

function hashesAgree(one: ArmItem, other: ArmItem): boolean {
  const hashes = [...present(one), ...present(other)].map(({ hash }) => hash).filter((hash) => hash !== "");
  return hashes.every((hash) => hash === hashes[0]);
}

function scoredIds(items: ReadonlyMap<string, ArmItem>): string[] {
  return [...items]
    .filter(([, item]) => isScored(item))
    .map(([id]) => id)
    .sort(compareUtf8);
}

function countAbsent(items: ReadonlyMap<string, ArmItem>, others: ReadonlyMap<string, ArmItem>): number {
  let count = 0;
  for (const id of items.keys()) if (!others.has(id)) count += 1;
  return count;
}

/** scored epochs per item and seed */
function epochCounts(items: ReadonlyMap<string, ArmItem>, ids: readonly string[]): EpochCounts | null {
  const counts = ids.flatMap((id) => present(items.get(id)!).map(({ rows }) => rows.length));
  return counts.length === 0 ? null : { min: min(counts), median: median(counts), max: max(counts) };
}

function countTooFewEpochs(items: ReadonlyMap<string, ArmItem>): number {
  let count = 0;
  for (const item of items.values()) {
    if (present(item).some(({ score, rows }) => score === null && rows.length > 0)) count += 1;
  }
  return count;
}
