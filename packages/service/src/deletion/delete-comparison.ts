/** Taking comparisons away: bodies and rows go, a tombstone says what went. */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { ComparisonRecord } from "@evenmatch/contract/record";
import {
  buryComparison,
  type ComparisonLink,
  getBody,
  linkedComparisons,
  removeBody,
  removeSuiteRows,
  type Tombstone,
  unlinkComparison,
} from "@evenmatch/store";
import { parseComparison } from "../comparison-body.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { parseRecord } from "../record.ts";

type Owner = { checkpoint: string } | { experiment: string };

/**
 * Takes away every comparison of a checkpoint or an experiment up to a place in its order (the sequence of results, or
 * the results version). Doing it again changes nothing.
 */
export async function deleteComparisons(
  deps: Dependencies,
  options: { project: string; owner: Owner; upTo: number; removed: string },
): Promise<void> {
  const { project, owner, upTo, removed } = options;
  for (const link of await linkedComparisons(deps.table, project, owner)) {
    if (link.sequence > upTo) continue;
    await deleteComparison(deps, { project, link, removed });
    await unlinkComparison(deps.table, project, owner, link);
  }
}

async function deleteComparison(
  deps: Dependencies,
  { project, link, removed }: { project: string; link: ComparisonLink; removed: string },
): Promise<void> {
  const { digest, body } = link;
  const read = (name: string) => getBody(deps.table, { project, digest, body: name });
  const recordName = body.replace(/^json#/, "record#");
  const [recordBytes, bodyBytes] = await Promise.all([read(recordName), read(body)]);
  const record = recordBytes === undefined ? undefined : parseRecord(recordBytes);
  const comparison = bodyBytes === undefined ? undefined : parseComparison(bodyBytes);
  await removeSuiteRows(deps.table, project, record?.rows ?? []);
  for (const name of [body, body.replace(/^json#/, "persistence#")]) {
    await removeBody(deps.table, { project, digest, body: name });
  }
  await buryComparison(deps.table, project, tombstoneOf(deps, { digest, removed, record, comparison }));
  // last: a deletion that was cut off finds it again
  await removeBody(deps.table, { project, digest, body: recordName });
}

function tombstoneOf(
  deps: Dependencies,
  of: {
    digest: string;
    removed: string;
    record: ComparisonRecord | undefined;
    comparison: Comparison | undefined;
  },
): Tombstone {
  const { digest, removed, record, comparison } = of;
  const members = record === undefined ? [] : [...record.arms.treatment, ...record.arms.baseline];
  return {
    digest,
    specVersion: record?.specVersion ?? comparison?.specVersion ?? "",
    deletedAt: isoTime(deps.now()),
    removed,
    results: members.flatMap(({ checkpoint, results }) =>
      results.map(({ suite, variant, condition, resultHash }) => ({
        checkpoint,
        suite,
        variant,
        condition,
        resultHash,
      })),
    ),
  };
}
