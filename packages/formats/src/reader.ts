/**
 * The reader interface: every harness format is one file that implements `Reader`.
 *
 * A reader turns sources into events and guesses nothing. What it can't read becomes a problem with a place. It never
 * throws for what a file contains; it throws only when the source itself fails (I/O). Grouping, duplicates, columns and
 * the recomputed headline figure are the collector's work (`collect.ts`), the same for every format.
 */
import type { Status } from "./score-table.ts";
import type { Source } from "./source.ts";

export const formats = [
  "native-ndjson",
  "native-csv",
  "native-parquet",
  "inspect-eval",
  "inspect-json",
  "lm-eval",
  "helm",
  "simple-evals",
  "every-eval-ever",
  "openai-evals",
  "promptfoo",
  "lighteval",
  "deepeval",
] as const;
export type Format = (typeof formats)[number];

export const harnesses = [
  "native",
  "inspect",
  "lm-eval",
  "helm",
  "simple-evals",
  "every-eval-ever",
  "openai-evals",
  "promptfoo",
  "lighteval",
  "deepeval",
] as const;
/** Who ran the eval: scores of two harnesses are never paired. */
export type Harness = (typeof harnesses)[number];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a file says of a whole task, before its rows. */
export interface TaskHeader {
  harness: Harness;
  /** the harness' own task name, unmapped */
  task: string;
  /** a named part of the task, where the format has one (native `variant`, HELM's sub-task); else null */
  variant: string | null;
  taskVersion: string | null;
  /** arguments of the task: they may turn its direction */
  taskArgs: Readonly<Record<string, Json>>;
  model: string | null;
  runId: string | null;
  /** as logged */
  created: string | null;
  /** names the model that graded, where the file does */
  grader: string | null;
  /** hash of the prompt template, where the file has one */
  promptHash: string | null;
  /** per metric key: what the file itself declares */
  metrics: Readonly<Record<string, MetricHeader>>;
}

export interface MetricHeader {
  /** direction as the file says; null where it doesn't */
  direction: "higher" | "lower" | null;
  /** the file's own headline figure; null where it has none */
  mean: number | null;
  /** how the headline relates to the rows: the plain mean over items can be compared, anything else cannot */
  headline: "mean" | "other";
}

/** One score line: an item under one epoch, with every metric it carries. */
export interface ScoreRow {
  item: string;
  /** 1 unless the file says otherwise */
  epoch: number;
  /** metric key → score; null: no score, and `status` says why */
  scores: Readonly<Record<string, number | null>>;
  status: Status;
  /** a named condition (perturbation, persona, dose); "" for none */
  condition: string;
  /** training seed, only where a native row carries it */
  seed: string | null;
  itemHash?: string;
  cluster?: string;
  stratum?: string;
  weight?: number;
  tp?: number;
  fp?: number;
  fn?: number;
  subscores?: Readonly<Record<string, number>>;
  /** where it stood */
  place: string;
}

export interface Problem {
  /** `line 12`, `member summaries.json /3/scores/match`, … ; "" for the whole file */
  place: string;
  code: string;
  /** lower case: what was needed and what was found */
  text: string;
}

export type ReadEvent =
  /** starts a task of the group; rows that follow belong to `task` by its position among the task events */
  | { type: "task"; header: TaskHeader }
  | { type: "row"; task: number; row: ScoreRow }
  /** no items: a mean with its standard error, or successes of n */
  | {
      type: "summary";
      task: number;
      metric: string;
      condition: string;
      summary: { mean: number; standardError: number | null; n: number | null } | { successes: number; n: number };
      place: string;
    }
  | {
      type: "judgement";
      task: number;
      condition: string;
      judgement: { item: string; preferred: "treatment" | "tie" | "baseline"; rater: string; cluster: string };
      place: string;
    }
  | { type: "problem"; problem: Problem }
  /** something worth saying that loses nothing (equal duplicates, a row order, an ignored group) */
  | { type: "note"; code: string; text: string };

export interface ReadOptions {
  /** metadata key that names the cluster of an item */
  clusterKey?: string;
}

/** The first bytes of a source, decompressed where it is gzip or zstd, for telling formats apart by content. */
export interface Head {
  source: Source;
  /** up to 64 KiB of (decompressed) content */
  bytes: Uint8Array;
  /** the same as text, "" where it isn't UTF-8 */
  text: string;
  compression: "none" | "gzip" | "zstd";
}

/** Sources that belong together: one results file with its sample files, one run folder, one log. */
export interface Group {
  sources: readonly Head[];
}

export interface Reader {
  format: Format;
  harness: Harness;
  /** raised with every change in what the reader returns */
  version: number;
  /** Which of these heads are this format's, and which belong together? Heads it doesn't know are left out. */
  group(heads: readonly Head[]): Group[];
  read(group: Group, options: ReadOptions): AsyncIterable<ReadEvent>;
}
