/** What reading a set of files gave: results as columns, and a report per file. */
import type { Format, Problem, TaskHeader } from "./reader.ts";
import type { ScoreTable } from "./score-table.ts";

/** Summaries of a metric without items. */
export type Summary =
  | { kind: "aggregate"; mean: number; standardError: number | null; n: number | null }
  | { kind: "counts"; successes: number; n: number };

export interface JudgementRow {
  item: string;
  preferred: "treatment" | "tie" | "baseline";
  rater: string;
  cluster: string;
}

/** One task under one condition and one training seed, from all files of one call. */
export interface TaskResult {
  header: TaskHeader;
  condition: string;
  seed: string | null;
  /** items where `table` is there, else summaries or judgements */
  table: ScoreTable | null;
  /** by metric key */
  summaries: Readonly<Record<string, Summary>>;
  judgements: readonly JudgementRow[];
  /** names of the sources it came from */
  files: readonly string[];
}

/** The file's own headline beside the figure recomputed from its rows. */
export interface HeaderCheck {
  task: string;
  metric: string;
  header: number | null;
  recomputed: number | null;
  matches: true | false | "not_comparable";
}

export interface FileReport {
  file: string;
  /** null: no reader knows it (a problem says so) */
  format: Format | null;
  readerVersion: number | null;
  /** hex, of the bytes as given; the empty text where they were not read whole */
  sha256: string;
  bytes: number;
  /** false if any check is false, true if any is true, else not_comparable */
  headerMatches: true | false | "not_comparable";
  checks: readonly HeaderCheck[];
  /** score rows read, and rows rejected */
  rows: number;
  rejected: number;
  problems: readonly Problem[];
  notes: readonly { code: string; text: string }[];
}

export interface ReadReport {
  files: readonly FileReport[];
  results: readonly TaskResult[];
}
