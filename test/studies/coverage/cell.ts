/** What a study simulates, and what it keeps of it. */
import type { Judgement, MetricDefinition, SuiteInput } from "@evenmatch/stats";
import type { Draws } from "./draws.ts";

/** What of a population decides whether coverage is owed there. */
export interface Facts {
  /** items in the smaller arm */
  items: number;
  /** expected number of items whose difference is not 0; unpaired: of items with the rarer score */
  nonZero: number;
  /** skewness of the item differences */
  skew: number;
  /** null where items are independent */
  clusters: number | null;
  /** training seeds in the smaller arm, where the truth is about other trainings too; null where it is not */
  seeds: number | null;
  /** continuous scores compared on the same items, so that an interval can also be too long */
  continuous: boolean;
}

/** A population of one row, whose true difference is known. */
export interface RowCell {
  kind: "row";
  /** design/population */
  name: string;
  /** the population in words */
  what: string;
  metric: MetricDefinition;
  seedsMatched: boolean;
  /** of `difference.value` */
  truth: number;
  facts: Facts;
  /** the code of the warning that is due where nothing is owed; null where coverage is owed */
  warning: string | null;
  /** the primary interval needs no resampling */
  analytic: boolean;
  /** bootstrap intervals are simulated too, not the primary alone */
  bootstrap: boolean;
  bca: boolean;
  draw(draws: Draws): SuiteInput["arms"];
}

/** A population of a board of suites in families. */
export interface BoardCell {
  kind: "board";
  name: string;
  what: string;
  /** suites in each family */
  families: readonly number[];
  /** correlation of item noise between suites of a family */
  correlation: number;
  /** true improvement of each suite, in standard deviations of its item differences */
  improvements: readonly number[];
  /** in the same unit */
  margin: number;
  /** the code of the warning that is due where no coverage is owed; null where it is owed */
  warning: string | null;
}

export type Cell = RowCell | BoardCell;

/** How often one kind of interval held the truth. */
export interface Tally {
  method: string;
  replications: number;
  /** without an interval */
  undefined: number;
  covered: number;
  /** the truth lay below the interval, or above it */
  truthBelow: number;
  truthAbove: number;
  lengthSum: number;
  lengthSquares: number;
}

/** How often something happened, or the mean of a share. */
export interface Rate {
  event: string;
  replications: number;
  sum: number;
  squares: number;
  /** what is promised; null: only shown */
  atMost: number | null;
}

/** Everything that is kept of a cell. */
export interface CellResult {
  name: string;
  kind: Cell["kind"];
  what: string;
  truth: number;
  facts: Facts | null;
  warning: string | null;
  /** rows in which that warning fired, of those whose warnings were read */
  warned: number;
  rowsRead: number;
  /** replications by the method of their primary interval */
  primaryMethods: Record<string, number>;
  /** the primary interval first */
  tallies: Tally[];
  rates: Rate[];
  /** SHA-256 of all intervals of the first replications, and of all */
  prefix: { replications: number; digest: string };
  digest: string;
}

export interface Study {
  specVersion: string;
  level: number;
  bootstrapReplicates: number;
  cells: CellResult[];
}

export type { Judgement };
