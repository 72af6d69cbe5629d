/** Current results of a checkpoint: one item per (suite, variant, condition), the scores themselves in a blob. */
import { keys } from "../keys.ts";
import { deleteItem, jsonOf, putItem, queryAll, type Table } from "../table.ts";

export interface ResultItem<Definition> {
  suite: string;
  variant: string;
  condition: string;
  upload: string;
  sequence: number;
  readerVersion: number;
  resultHash: string;
  /** key of the blob */
  blob: string;
  /** the suite as it was recognised when the result came */
  definition: Definition;
  name: string;
  recognised: boolean;
  /** primary metric key in the scores */
  metric: string;
  metrics: readonly string[];
  /** variants whose items this one contains */
  contains: readonly string[] | null;
  harness: string;
  taskVersion: string | null;
  grader: string | null;
  promptHash: string | null;
  /** distinct items; null for summaries */
  items: number | null;
  /** items of this variant as published; null: unknown */
  catalogueItems: number | null;
}

/**
 * Makes a result current, unless one of a later upload (or the same upload read by a later reader) already is.
 *
 * Answers whether it is current now. Replays and late arrivals change nothing.
 */
export async function setCurrentResult<Definition>(
  table: Table,
  options: { project: string; checkpoint: string; result: ResultItem<Definition> },
): Promise<boolean> {
  const { project, checkpoint, result } = options;
  return putItem(
    table,
    {
      ...keys.result(project, checkpoint, result.suite, result.variant, result.condition),
      sequence: result.sequence,
      readerVersion: result.readerVersion,
      json: JSON.stringify(result),
    },
    {
      text: "attribute_not_exists(PK) OR #sequence < :sequence OR (#sequence = :sequence AND readerVersion < :reader)",
      names: { "#sequence": "sequence" },
      values: { ":sequence": result.sequence, ":reader": result.readerVersion },
    },
  );
}

/** All current results of a checkpoint, in key order; those that were deleted are not, wherever their removal stands. */
export async function currentResults<Definition>(
  table: Table,
  project: string,
  checkpoint: string,
): Promise<ResultItem<Definition>[]> {
  const { PK, SK } = keys.sequence(project, checkpoint);
  // the mark of a deletion stands among the results: one read tells both
  const records = await queryAll(table, PK, "S");
  const deleted = Number(records.find((record) => record.SK === SK)?.deleted ?? 0);
  return records
    .filter((record) => record.SK !== SK && Number(record.sequence) > deleted)
    .map((record) => jsonOf<ResultItem<Definition>>(record));
}

/** Takes away results up to a place in the checkpoint's order, current or not. */
export async function removeResults(
  table: Table,
  options: { project: string; checkpoint: string; upTo: number },
): Promise<void> {
  const { project, checkpoint, upTo } = options;
  const { PK } = keys.sequence(project, checkpoint);
  for (const { PK: partition, SK, sequence } of await queryAll(table, PK, "S#")) {
    if (Number(sequence) > upTo) continue;
    await deleteItem(
      table,
      { PK: partition, SK },
      { text: "#sequence <= :upTo", names: { "#sequence": "sequence" }, values: { ":upTo": upTo } },
    );
  }
}
