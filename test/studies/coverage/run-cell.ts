import type { Cell, CellResult } from "./cell.ts";
import { runBoard } from "./run-board.ts";
import { type Replications, runRow } from "./run-row.ts";

/** so many replications of every cell are redone by the tests */
export const prefixReplications = 3;

/** Simulates one cell. `at` hears after every replication how many are done. */
export function runCell(
  cell: Cell,
  replications: Replications,
  at: (done: number, total: number) => Promise<void>,
): Promise<CellResult> {
  return cell.kind === "row" ? runRow(cell, replications, at) : runBoard(cell, replications, at);
}
