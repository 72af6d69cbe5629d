import { type BoardRow, type RowVerdict, type Split, type SplitKind, splitKinds } from "../board.ts";
import { compareUtf8 } from "../utf8-order.ts";

/** Which rows one split is about. */
export interface SplitRows {
  by: SplitKind;
  value: string;
  keys: ReadonlySet<string>;
}

/**
 * Into which groups do the counted rows fall: by domain, trait, role, family, audience, and in or out of training?
 *
 * One entry for each value that a counted row has, in the order of `splitKinds`, then of the values' UTF-8 bytes. A row
 * with several traits is in several groups; a row with undeclared training is in neither `in` nor `out`.
 */
export function splitRows(rows: readonly BoardRow[], verdicts: readonly RowVerdict[]): SplitRows[] {
  const isCounted = new Set(verdicts.filter(({ counted }) => counted).map(({ key }) => key));
  const present = rows.filter(({ key }) => isCounted.has(key));
  return splitKinds.flatMap((by) => {
    const values = [...new Set(present.flatMap((row) => splitValues(by, row)))].sort(compareUtf8);
    return values.map((value) => ({
      by,
      value,
      keys: new Set(present.filter((row) => splitValues(by, row).includes(value)).map(({ key }) => key)),
    }));
  });
}

/** The values that a row has on one axis: several for traits, none for undeclared training. */
export function splitValues(by: Split["by"], row: BoardRow): readonly string[] {
  switch (by) {
    case "domain":
      return [row.domain];
    case "trait":
      return row.traits;
    case "role":
      return [row.role];
    case "family":
      return [row.family];
    case "audience":
      return [row.audience];
    case "training":
      if (row.inTraining === null) return [];
      return row.inTraining ? ["in"] : ["out"];
  }
}
