import type { ScoreTable } from "../score-table.ts";

export interface ScoredRow {
  item: string;
  /** of the item */
  index: number;
  row: number;
  epoch: number;
  score: number;
}

/** The rows of a table that have a score of this metric, item by item. */
export function* scoredRows(table: ScoreTable, metric: string): Iterable<ScoredRow> {
  const scores = table.scores[metric];
  if (scores === undefined) return;
  for (const [index, item] of table.items.entries()) {
    for (let row = table.offsets[index] as number; row < (table.offsets[index + 1] as number); row += 1) {
      const score = scores[row] as number;
      if (!Number.isNaN(score)) yield { item, index, row, epoch: table.epoch[row] as number, score };
    }
  }
}

/** The mean over items of the items' means over epochs; undefined where nothing has a score. */
export function headlineOf(
  table: ScoreTable,
  metric: string,
): { mean: number; items: number; rows: number } | undefined {
  const sums = new Map<number, { sum: number; rows: number }>();
  let rows = 0;
  for (const { index, score } of scoredRows(table, metric)) {
    const known = sums.get(index) ?? { sum: 0, rows: 0 };
    sums.set(index, { sum: known.sum + score, rows: known.rows + 1 });
    rows += 1;
  }
  if (rows === 0) return undefined;
  let total = 0;
  for (const item of sums.values()) total += item.sum / item.rows;
  return { mean: total / sums.size, items: sums.size, rows };
}

/** Are all its scores 0 or 1? */
export function isBinary(table: ScoreTable, metric: string): boolean {
  for (const { score } of scoredRows(table, metric)) if (score !== 0 && score !== 1) return false;
  return true;
}
