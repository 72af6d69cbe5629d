import { compareBytes } from "@evenmatch/formats/byte-order";
import type { Json } from "@evenmatch/formats/reader";
import { digestOf } from "../canonical.ts";
import { columnHash } from "./canonical-column.ts";
import { type Column, columnsOf } from "./columns.ts";
import type { StoredResult } from "./stored-result.ts";

/** What tells a result's scores apart from others, beside the scores. */
export interface ResultNames {
  suite: string;
  variant: string;
  condition: string;
  seed: string | null;
  metric: string;
  harness: string;
  taskVersion: string | null;
  taskArgs: Readonly<Record<string, Json>>;
  grader: string | null;
  promptHash: string | null;
  /** the directions that the file declares, by metric */
  directions: Readonly<Record<string, "higher" | "lower">>;
  summaries: StoredResult["summaries"];
  /** null where there is no table */
  items: number | null;
}

/**
 * Which scores are these? SHA-256, hex, over what a comparison can see of a result and nothing else.
 *
 * Canonical JSON of its names (suite, variant, condition, seed, primary metric, harness, task version and arguments,
 * grader, prompt hash, the directions that the file declares), its summaries, and each column's hash by name
 * (`columnHash`). Free of compression, dictionaries, the order of columns and of judgements, file names, and of texts
 * that only tell where a run came from (task name, model, run id, date, the file's own headline).
 *
 * −0 is 0: no score tells them apart. A column of empty texts is an absent one: both say that nothing is known.
 *
 * @throws {ResultBlobError} if the table breaks its contract
 * @throws {Error} if a name or a summary is nothing that JSON can hold
 */
export function resultHash(result: StoredResult): string {
  const hashes = [...hashedColumns(result)].map(([name, column]) => [name, columnHash(column)]);
  return hashOfParts(namesOf(result), Object.fromEntries(hashes));
}

/** The hash of a result from its names and its columns' hashes by name: the node of the tree above its columns. */
export function hashOfParts(names: ResultNames, columns: Readonly<Record<string, string>>): string {
  return digestOf({ values: "evenmatch-result/1", ...names, columns });
}

export function namesOf(result: StoredResult): ResultNames {
  const { suite, variant, condition, seed, metric, header, summaries, table } = result;
  return {
    suite,
    variant,
    condition,
    seed,
    metric,
    harness: header.harness,
    taskVersion: header.taskVersion,
    taskArgs: header.taskArgs,
    grader: header.grader,
    promptHash: header.promptHash,
    directions: Object.fromEntries(
      Object.entries(header.metrics).flatMap(([key, { direction }]) => (direction === null ? [] : [[key, direction]])),
    ),
    summaries,
    items: table === null ? null : table.items.length,
  };
}

/** The columns that the hash covers, judgements in one order. @throws {ResultBlobError} */
export function hashedColumns(result: StoredResult): Map<string, Column> {
  const columns = columnsOf({ ...result, judgements: sortedJudgements(result) });
  return new Map([...columns].filter(([, column]) => !isBlank(column)));
}

function isBlank(column: Column): boolean {
  return column.kind === "text" && column.values.every((text) => text === "");
}

function sortedJudgements({ judgements }: StoredResult): StoredResult["judgements"] {
  return [...judgements].sort(
    (left, right) =>
      compareBytes(left.item, right.item) ||
      compareBytes(left.rater, right.rater) ||
      compareBytes(left.cluster, right.cluster) ||
      compareBytes(left.preferred, right.preferred),
  );
}
