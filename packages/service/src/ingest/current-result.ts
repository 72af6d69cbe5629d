/** What is remembered of a result that came, beside its scores. */
import type { Suite } from "@evenmatch/contract/suite";
import { readers } from "@evenmatch/formats";
import type { ResultItem } from "@evenmatch/store";
import { metricsOf, type NamedResult } from "./recognise-results.ts";

/** The version of everything that turns a file into rows: a later one may replace what an earlier one read. */
const readerVersion = readers.reduce((sum, reader) => sum + reader.version, 0);

/** A named result as the current one of its suite, variant and condition. */
export function currentResult(
  { stored, recognition }: NamedResult,
  place: Pick<ResultItem<Suite>, "upload" | "sequence" | "resultHash" | "blob">,
): ResultItem<Suite> {
  const { suite, variant, condition, metric, header, table } = stored;
  return {
    suite,
    variant,
    condition,
    ...place,
    readerVersion,
    definition: recognition.suiteDefinition,
    name: recognition.name,
    recognised: recognition.recognised,
    metric,
    metrics: metricsOf(stored),
    contains: recognition.contains,
    harness: header.harness,
    taskVersion: header.taskVersion,
    grader: header.grader,
    promptHash: header.promptHash,
    items: table?.items.length ?? null,
    catalogueItems: recognition.catalogueItems,
  };
}
