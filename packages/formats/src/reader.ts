/**
 * The reader interface: every harness format is one file that implements `Reader`.
 *
 * A reader turns sources into events and guesses nothing. What it can't read becomes a problem with a place. Where a
 * file as a whole can't be read on it lets `ContentError` pass (nothing of the group counts then) or, to give up one
 * file of a group only, yields a problem with `fatal`. It throws otherwise only when the source itself fails (I/O).
 * Duplicates, columns and the recomputed headline figure are the collector's work (`collect.ts`), the same for all.
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
  /** rows that the file says it has; with fewer, its headline figures can't be compared */
  expectedRows?: number;
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
  /** the id was a number in the file: `1` and `"1"` in one task collide, and the later row is rejected */
  numericItem?: boolean;
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
  /** name of the source; the group's first unless said */
  file?: string;
  /** nothing of that file counts */
  fatal?: boolean;
}

export type ReadEvent =
  /** starts a task of the group; rows that follow belong to `task` by its position among the task events */
  | {
      type: "task";
      header: TaskHeader;
      /** names of the sources it stands in, that of its rows first; the group's first unless said */
      files?: readonly string[];
    }
  /** what a file declares of a task's metrics, where that is known only after its rows; takes the header's place */
  | { type: "metrics"; task: number; metrics: Readonly<Record<string, MetricHeader>> }
  | { type: "row"; task: number; row: ScoreRow }
  /** many scores as columns, where a format has them bare and by the million; valid until the next event */
  | ({ type: "cells" } & CellColumns)
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
  | { type: "note"; code: string; text: string; file?: string };

/** What cells have in common: each stream is one metric of one task, under one condition and one training seed. */
export interface CellStream {
  task: number;
  metric: string;
  condition: string;
  seed: string | null;
}

/** One score a cell, `count` of them; the columns may be longer. Texts are places in `bytes`, UTF-8, not copied. */
export interface CellColumns {
  count: number;
  /** where all texts stand */
  bytes: DataView;
  /** grows, and is the same array, as long as a file is read */
  streams: readonly CellStream[];
  /** index into `streams` */
  stream: Int32Array;
  itemStarts: Int32Array;
  itemEnds: Int32Array;
  /** 1 where the id was a number in the file */
  numeric: Uint8Array;
  epochs: Int32Array;
  /** NaN: no score */
  scores: Float64Array;
  /** codes of `statuses` */
  statuses: Uint8Array;
  lines: Int32Array;
  /** −1 where there is none */
  clusterStarts: Int32Array;
  clusterEnds: Int32Array;
  stratumStarts: Int32Array;
  stratumEnds: Int32Array;
  hashStarts: Int32Array;
  hashEnds: Int32Array;
}

export interface ReadOptions {
  /** metadata key that names the cluster of an item */
  clusterKey?: string;
  /** field or metadata key that names the item, for formats without a stable id (DeepEval) */
  itemKey?: string;
  /** where one file holds the rows of several models (promptfoo's providers): the one to read */
  model?: string;
}

/** How one file is read, where it is not as the others. */
export interface FileReading extends ReadOptions {
  /** the condition of its rows; before their own, where they name one */
  condition?: string;
}

/** The first bytes of a source, decompressed where it is gzip or zstd, for telling formats apart by content. */
export interface Head {
  source: Source;
  /** up to 64 KiB of (decompressed) content */
  bytes: Uint8Array;
  /** the same as text without a BOM, U+FFFD for what isn't UTF-8; "" for binary content (it has a zero byte) */
  text: string;
  compression: "none" | "gzip" | "zstd";
  /** the end of a Parquet file, where it says what it holds: footer, length and magic */
  tail?: Uint8Array;
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
  /** events one by one, or some at once where they come by the thousand: every one that is handed on alone costs a turn */
  read(group: Group, options: ReadOptions): AsyncIterable<ReadEvent | readonly ReadEvent[]>;
}
