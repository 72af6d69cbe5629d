/** What does a score under this key of this log mean? */
import type { SuiteMetric } from "@evenmatch/contract/suite";
import type { CatalogueMetric, CatalogueSuite, MetricKey } from "./catalogue-suite.ts";
import { metricKind } from "./metric-kind.ts";
import { isPlainKey, metricName, metricWord } from "./metric-words.ts";
import { names, scoreKeys } from "./primary-metric.ts";

export interface LoggedMetric {
  /** the key as it stands in the log */
  key: string;
  /** all keys of the log */
  metrics: readonly string[];
  /** as the file says; null where it doesn't */
  fileDirection: "higher" | "lower" | null;
}

/** Side-by-side judgements: to be preferred is better in every suite. */
const preference = { direction: "higher", range: [0, 1] } as const;

/**
 * A catalogued suite's metric under the key that a log has.
 *
 * A key that the catalogue lists means what it says there, and so does the metric's own name. Any other key is taken for
 * the suite's figure where it is the log's only one, or a plain mean, and the direction can be vouched for; otherwise
 * only the file and the small table of words are believed. An item's score may run against the figure that its suite is
 * known by (XSTest's items count answers, its figure counts refusals): a suite whose figure is better lower, or whose
 * direction turns with an argument, has no direction under a key that the catalogue doesn't know, unless it lists a
 * plain mean too.
 */
export function meaningInSuite(suite: CatalogueSuite, logged: LoggedMetric): SuiteMetric {
  const { metric } = suite;
  if (metricName(logged.key) === "preference") return plain("preference", preference.direction, preference.range);
  const listed = listedKey(metric, logged.key);
  if (listed !== undefined) return meaningOfListed(metric, listed);
  const ownFigure = scoreKeys(logged.metrics).length <= 1 || isPlainKey(logged.key);
  // Only `lower` is ever said on purpose: `higher` is what files say of any metric unless told otherwise.
  const contradicted = metric.direction === "higher" && logged.fileDirection === "lower";
  if (ownFigure && !contradicted && vouchedFor(suite, logged)) return wholeMetric(metric, logged.key);
  return higherIsSafe(suite) || logged.fileDirection === "lower"
    ? meaningAlone(logged)
    : { ...meaningAlone(logged), direction: "unknown" };
}

/** The metric of a suite that the catalogue doesn't have: the file's word, then the small table, else unknown. */
export function meaningAlone(logged: Pick<LoggedMetric, "key" | "fileDirection">): SuiteMetric {
  const name = metricName(logged.key);
  if (name === "preference") return plain(name, preference.direction, preference.range);
  const word = metricWord(logged.key);
  return plain(name, logged.fileDirection ?? word?.direction ?? "unknown", word?.range ?? null);
}

/** A catalogued metric as the contract has it, read under the suite's preferred key. */
export function wholeMetric(metric: CatalogueMetric, key: string): SuiteMetric {
  return {
    name: metric.name,
    kind: metricKind(metric.measure, key),
    direction: metric.direction,
    ...(metric.ideal === undefined ? {} : { ideal: metric.ideal }),
    range: [...metric.range],
    reducer: "mean",
    weighting: "items",
  };
}

function listedKey(metric: CatalogueMetric, key: string): string | MetricKey | undefined {
  const listed = metric.keys.find((entry) => names(key, typeof entry === "string" ? entry : entry.key));
  return listed ?? (names(key, metric.name) ? metric.name : undefined);
}

function meaningOfListed(metric: CatalogueMetric, listed: string | MetricKey): SuiteMetric {
  if (typeof listed === "string") return wholeMetric(metric, listed);
  const direction = listed.direction ?? metric.direction;
  const range = listed.range === undefined ? metric.range : listed.range;
  const meaning = plain(listed.key, direction, range);
  return direction === "target" && metric.ideal !== undefined ? { ...meaning, ideal: metric.ideal } : meaning;
}

function vouchedFor(suite: CatalogueSuite, logged: LoggedMetric): boolean {
  const { metric } = suite;
  // `score` is what a row is called that names no metric: the suite's own figure.
  if (metricName(logged.key) === "score") return true;
  if (metric.keys.some((entry) => typeof entry === "string" && isPlainKey(entry))) return true;
  if (metric.direction === "lower" && logged.fileDirection === "lower") return true;
  return higherIsSafe(suite);
}

/** Would more of nearly anything that a log of this suite scores be better? */
function higherIsSafe({ metric, match }: CatalogueSuite): boolean {
  return metric.direction === "higher" && match?.args === undefined;
}

function plain(
  name: string,
  direction: SuiteMetric["direction"],
  range: readonly [number, number] | null,
): SuiteMetric {
  return {
    name: name.slice(0, 200),
    kind: "mean",
    direction,
    range: range === null ? null : [...range],
    reducer: "mean",
    weighting: "items",
  };
}
