import type { Growable } from "./growable.ts";
import { setMember } from "./json-members.ts";
import type { ScoreBuilder } from "./score-builder.ts";
import type { ScoreTable } from "./score-table.ts";

/** tp, fp, fn or a sub-score: from a cell each to a row each. */
export type ExtraColumn = { name: string; sub: boolean; from: Growable<Float64Array>; to: Float64Array };

export function extraColumnsOf(extras: ScoreBuilder["extras"], rows: number): ExtraColumn[] {
  const found: ExtraColumn[] = [];
  const column = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  for (const name of ["tp", "fp", "fn"] as const) {
    const from = extras[name];
    if (from !== undefined) found.push({ name, sub: false, from, to: column() });
  }
  for (const [name, from] of extras.subscores) found.push({ name, sub: true, from, to: column() });
  return found;
}

export function copyExtras(columns: readonly ExtraColumn[], cell: number, row: number): void {
  for (const column of columns) {
    const value = column.from.at(cell);
    if (!Number.isNaN(value)) column.to[row] = value;
  }
}

export function sameExtras(columns: readonly ExtraColumn[], left: number, right: number): boolean {
  return columns.every((column) => Object.is(column.from.at(left), column.from.at(right)));
}

/** Those that have any value, under their names in the table. */
export function finishedExtras(columns: readonly ExtraColumn[]): Partial<ScoreTable> {
  const result: { tp?: Float64Array; fp?: Float64Array; fn?: Float64Array; subscores?: Record<string, Float64Array> } =
    {};
  for (const column of columns) {
    if (column.to.every(Number.isNaN)) continue;
    if (column.sub) {
      result.subscores ??= {};
      setMember(result.subscores, column.name, column.to);
    } else {
      result[column.name as "tp" | "fp" | "fn"] = column.to;
    }
  }
  return result;
}
