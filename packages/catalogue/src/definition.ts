/** The catalogue's suites as definitions that the service works with. */
import type { Suite, SuiteMetric } from "@evenmatch/contract/suite";
import { distance } from "fastest-levenshtein";
import type { CatalogueSuite } from "./catalogue-suite.ts";
import { wholeMetric } from "./metric-meaning.ts";
import { suites } from "./suites/index.ts";
import { sameForm } from "./task-name.ts";

export interface CatalogueDefinition {
  id: string;
  /** the whole suite under its preferred metric key */
  suite: Suite;
  /** all that the catalogue knows of it */
  entry: CatalogueSuite;
}

/**
 * A catalogued suite as a definition.
 *
 * `metric`: where a log's key gives another meaning than the suite's own; `items`: where a variant holds only a part.
 */
export function definitionOf(
  entry: CatalogueSuite,
  metric: SuiteMetric = wholeMetric(entry.metric, firstKey(entry)),
  items: number | null = entry.items,
): Suite {
  return {
    name: entry.name,
    family: entry.family,
    domain: entry.domain,
    traits: [...entry.traits],
    role: entry.role,
    audience: entry.referenceOnly === true ? "internal" : "public",
    metric,
    items,
    clusterUnit: entry.clusterUnit,
  };
}

/** Which key stands for the suite's figure where no log is at hand? */
function firstKey(entry: CatalogueSuite): string {
  const first = entry.metric.keys[0];
  return first === undefined ? entry.metric.measure : typeof first === "string" ? first : first.key;
}

const definitions = new Map<string, CatalogueDefinition>(
  suites.map((entry) => [entry.id, { id: entry.id, suite: definitionOf(entry), entry }]),
);

/** The catalogue's suite of exactly this id; undefined where it has none. */
export function catalogueSuite(id: string): CatalogueDefinition | undefined {
  return definitions.get(id);
}

/** All suites of the catalogue, ascending by id. */
export function catalogueSuites(): CatalogueDefinition[] {
  return [...definitions.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/**
 * Which suites may have been meant by a name that the catalogue doesn't have? For the end of an error message.
 *
 * Returns up to `most` ids, nearest first: ids or names that contain the text or are contained in it, then those within
 * a third of its length in edits. O(suites × length²).
 */
export function suiteHint(name: string, most = 3): string[] {
  const wanted = sameForm(name.slice(name.lastIndexOf("/") + 1)).slice(0, 100);
  if (wanted === "") return [];
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  candidates ??= suites
    .filter((suite) => suite.referenceOnly !== true)
    .map(({ id, name: title }) => ({ id, forms: [sameForm(id), sameForm(title)] }));
  return candidates
    .map(({ id, forms }) => ({ id, far: Math.min(...forms.map((form) => farness(wanted, form, limit))) }))
    .filter(({ far }) => far <= limit)
    .sort((one, other) => one.far - other.far || (one.id < other.id ? -1 : 1))
    .slice(0, most)
    .map(({ id }) => id);
}

/** What a name may have meant, made when it is first asked for. */
let candidates: { id: string; forms: readonly string[] }[] | undefined;

/** Edits from one text to another, at most one where one contains the other; Infinity where there are more than `limit`. */
function farness(wanted: string, candidate: string, limit: number): number {
  if (wanted === candidate) return 0;
  const shorter = Math.min(wanted.length, candidate.length);
  if (shorter >= 4 && (candidate.includes(wanted) || wanted.includes(candidate))) return 1;
  // each letter more is an edit
  if (Math.abs(wanted.length - candidate.length) > limit) return Number.POSITIVE_INFINITY;
  return distance(wanted, candidate);
}
