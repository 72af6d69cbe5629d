/** Which items flipped: the paired scores of one row, item by item. */

import type { SuiteRow } from "@evenmatch/contract/comparison";
import { ownValue } from "@evenmatch/contract/own-value";
import { Problem } from "@evenmatch/contract/problem";
import { compareBytes } from "@evenmatch/formats/byte-order";
import { decodeResult, type StoredResult } from "@evenmatch/store";
import type { Found } from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import { blobsOf, readRecord } from "../record.ts";

export interface ItemPair {
  item: string;
  treatment: number | null;
  baseline: number | null;
  /** turned so that positive is better; null where a score is missing or the direction is unknown */
  improvement: number | null;
}

/** Item means over epochs and training seeds; null where nothing is scored. */
function itemMeans(results: readonly StoredResult[], metric: string): Map<string, number | null> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { table } of results) {
    const scores = ownValue(table?.scores, metric);
    if (table === null || scores === undefined) continue;
    for (const [index, item] of table.items.entries()) {
      const entry = sums.get(item) ?? { sum: 0, count: 0 };
      for (let row = table.offsets[index] ?? 0; row < (table.offsets[index + 1] ?? 0); row += 1) {
        const score = scores[row] ?? Number.NaN;
        if (Number.isNaN(score)) continue;
        entry.sum += score;
        entry.count += 1;
      }
      sums.set(item, entry);
    }
  }
  return new Map([...sums].map(([item, { sum, count }]) => [item, count === 0 ? null : sum / count]));
}

async function load(
  deps: Pick<Dependencies, "blobs">,
  places: ReadonlyMap<string, string>,
  hashes: readonly string[],
): Promise<StoredResult[]> {
  const results: StoredResult[] = [];
  for (const hash of hashes) {
    const place = places.get(hash);
    const bytes = place === undefined ? undefined : await deps.blobs.get(place);
    if (bytes === undefined) throw new Problem("not_found", `the scores ${hash} are gone`);
    results.push(decodeResult(bytes));
  }
  return results;
}

/** Every item of either arm, worst regressions first, then by id. @throws {Problem} not_found where the scores are gone */
export async function itemScores(
  deps: Pick<Dependencies, "table" | "blobs">,
  options: { project: string; found: Pick<Found, "digest" | "body">; row: SuiteRow },
): Promise<ItemPair[]> {
  const { project, found, row } = options;
  const places = blobsOf(project, await readRecord(deps, project, found));
  const treatment = itemMeans(await load(deps, places, row.results.treatment), row.metric);
  const baseline = itemMeans(await load(deps, places, row.results.baseline), row.metric);
  const sign = row.direction === "higher" ? 1 : row.direction === "lower" ? -1 : null;
  const pairs = [...new Set([...treatment.keys(), ...baseline.keys()])].map((item): ItemPair => {
    const after = treatment.get(item) ?? null;
    const before = baseline.get(item) ?? null;
    const improvement = sign === null || after === null || before === null ? null : sign * (after - before);
    return { item, treatment: after, baseline: before, improvement };
  });
  return pairs.sort(
    (left, right) =>
      (left.improvement ?? Number.MAX_VALUE) - (right.improvement ?? Number.MAX_VALUE) ||
      compareBytes(left.item, right.item),
  );
}
