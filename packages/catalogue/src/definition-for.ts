import type { Suite } from "@evenmatch/contract/suite";
import { catalogueSuite, definitionOf } from "./definition.ts";
import { meaningInSuite } from "./metric-meaning.ts";
import { itemsOf } from "./suite-part.ts";

/**
 * What does a catalogued suite mean under this metric key? For a row that is judged by another key than the one that was
 * found when its log was read: direction, range and kind belong to the key, not to the suite.
 *
 * `metrics`: all keys of the results; `fileDirection`: what their files say of the key. undefined: not catalogued.
 */
export function definitionFor(row: {
  suite: string;
  variant: string;
  metric: string;
  metrics: readonly string[];
  fileDirection?: "higher" | "lower" | null;
}): Suite | undefined {
  const known = catalogueSuite(row.suite);
  if (known === undefined) return undefined;
  const { metric: key, metrics, fileDirection = null } = row;
  return definitionOf(
    known.entry,
    meaningInSuite(known.entry, { key, metrics, fileDirection }),
    itemsOf(known.entry, row.variant),
  );
}
