/**
 * A result taken apart into its names and its columns, each column under the hash of its values, and put together again:
 * the lower half of the tree of hashes, free of how results are stored.
 */

import { columnHash } from "./result/canonical-column.ts";
import type { Column } from "./result/columns.ts";
import { resultColumns, scoresOf } from "./result/result-columns.ts";
import { hashedColumns, hashOfParts, namesOf, type ResultNames } from "./result/result-hash.ts";
import { need, type Scores, type StoredResult } from "./result/stored-result.ts";

export { columnHash } from "./result/canonical-column.ts";
export type { Column } from "./result/columns.ts";
export { hashOfParts, type ResultNames } from "./result/result-hash.ts";

export interface ResultParts {
  names: ResultNames;
  /** by name */
  columns: ReadonlyMap<string, Column>;
}

/** Everything that a result's hash covers. @throws {ResultBlobError} if the table breaks its contract */
export function partsOf(result: StoredResult): ResultParts {
  return { names: namesOf(result), columns: hashedColumns(result) };
}

/** The hash of a result from its parts: the same as `resultHash` of the whole. */
export function hashOfResult({ names, columns }: ResultParts): string {
  const hashes = [...columns].map(([name, column]) => [name, columnHash(column)]);
  return hashOfParts(names, Object.fromEntries(hashes));
}

/** The scores of a result from its parts. @throws {ResultBlobError} if a column is missing or does not fit */
export function scoresOfParts({ names, columns }: ResultParts): Scores {
  const rows = columns.get("epoch")?.values.length ?? 0;
  const judgements = columns.get("judgementPreferred")?.values.length ?? 0;
  const blank = (name: string): Column | undefined => {
    // a column of empty texts is left out of the hash
    if (name === "items") return { kind: "text", values: Array<string>(names.items ?? 0).fill("") };
    return name.startsWith("judgement") ? { kind: "text", values: Array<string>(judgements).fill("") } : undefined;
  };
  const { items } = names;
  need(items === null || Number.isInteger(items), () => `needed a count of items, found ${items}`);
  const source = {
    items,
    rows,
    judgements,
    itemsHash: null,
    names: [...columns.keys()],
    column: (name: string) => columns.get(name) ?? blank(name),
  };
  return scoresOf(resultColumns(source), names);
}
