/** One suite of the catalogue: the facts a log can be recognised by, and what its scores mean. */
import type { Direction, Role } from "@evenmatch/contract/suite";

export const domains = [
  "general",
  "agentic",
  "social",
  "health",
  "mental-health",
  "engineering",
  "science",
  "security",
  "mathematics",
  "law",
  "education",
  "finance",
] as const;
export type Domain = (typeof domains)[number];

export const traits = [
  "truthfulness",
  "epistemic-humility",
  "honesty-deception",
  "sycophancy",
  "transparency-monitorability",
  "scheming",
  "reward-hacking",
  "corrigibility",
  "power-seeking",
  "risk-awareness",
  "harmlessness",
  "over-refusal",
  "robustness",
  "instruction-hierarchy",
  "privacy",
  "fairness",
  "human-welfare",
  "manipulation",
  "moral-reasoning",
  "dangerous-capability",
  "situational-awareness",
  "helpfulness",
  "instruction-following",
  "capability",
] as const;
export type Trait = (typeof traits)[number];

/** How items become the suite's figure; `metric-kind.ts` says which statistics that asks for. */
export type Measure =
  /** share of items with a property worth having */
  | "proportion"
  /** share of items on which an event happened */
  | "rate"
  | "mean"
  /** a signed or scaled figure */
  | "index"
  /** points by a judge or a list of criteria */
  | "rubric"
  /** F1 over pooled true and false positives */
  | "f1"
  /** the mean of each item's own token F1 */
  | "item-f1";

/** A metric key whose meaning differs from the suite's own: only what differs is said. */
export interface MetricKey {
  key: string;
  direction?: Direction;
  range?: readonly [number, number] | null;
}

export interface CatalogueMetric {
  name: string;
  measure: Measure;
  direction: Direction;
  /** the value to reach, where direction is `target` */
  ideal?: number;
  /** least and greatest score */
  range: readonly [number, number];
  /** metric keys of logs that carry this figure, the preferred first; a text means what the suite means */
  keys: readonly (string | MetricKey)[];
}

/** How suites that share a task name are told apart. */
export interface Match {
  /** task arguments that must have these values */
  args?: Readonly<Record<string, string>>;
  /** any of these metric keys must be in the log */
  metricKeys?: readonly string[];
  /** taken where the log has neither the arguments nor the keys of any suite of that name */
  default?: true;
}

export interface CatalogueSuite {
  id: string;
  name: string;
  /** suites that share items, authors or judges: wins inside one are not independent */
  family: string;
  domain: Domain;
  traits: readonly Trait[];
  /** outcome: counts towards wins; control: capability, reported apart; mixed: depends on the question asked */
  role: Exclude<Role, "unassigned">;
  metric: CatalogueMetric;
  itemUnit: "question" | "conversation" | "episode";
  /** items of the whole published suite; null: unknown */
  items: number | null;
  itemsNote?: string;
  clusterUnit: string | null;
  /** source: stated by the suite's own material; inferred: judged from how its items were made */
  clusterBasis?: "source" | "inferred";
  /** where the definition was found: a repository, a paper, a register */
  source: string;
  /** arXiv id */
  paper: string | null;
  /** harness → task name → variant ("" where the task is the whole suite) */
  tasks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  aliases?: readonly string[];
  match?: Match;
  /** variants that hold only some of the suite's items, with their counts; all other variants hold all */
  parts?: Readonly<Record<string, number | null>>;
  /** variant → the variants whose items it repeats */
  contains?: Readonly<Record<string, readonly string[]>>;
  /** task arguments whose values are variants */
  variantArgs?: readonly string[];
  availability: "public" | "partial" | "withheld";
  /** published figures only: nobody outside can run it, so no log is recognised as it */
  referenceOnly?: true;
  /** its existence or its definition could not be confirmed */
  unconfirmed?: true;
  /** a trap in reading its scores */
  caution?: string;
}
