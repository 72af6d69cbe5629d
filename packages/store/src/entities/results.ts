/** Current results of a checkpoint: one item per (suite, variant, condition), the scores themselves in a blob. */
import { keys } from "../keys.ts";
import { jsonOf, putItem, queryAll, type Table } from "../table.ts";

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

/** All current results of a checkpoint, in key order. */
export async function currentResults<Definition>(
  table: Table,
  project: string,
  checkpoint: string,
): Promise<ResultItem<Definition>[]> {
  const { PK } = keys.sequence(project, checkpoint);
  return (await queryAll(table, PK, "S#")).map((record) => jsonOf<ResultItem<Definition>>(record));
}
