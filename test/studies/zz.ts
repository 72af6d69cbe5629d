import { boardCells } from "./coverage/board-cells.ts";
import { boardPlan, boardRows, readBoard } from "./coverage/run-board.ts";
import { drawsOf } from "./coverage/draws.ts";
import { familyRate, deflatedWilson, wilson, signTest } from "@evenmatch/stats";
const cell = boardCells[1]!;
const rows = Array.from({ length: 60 }, (_, i) => boardRows(cell, drawsOf(cell.name, i)));
function time(name: string, f: (i: number) => void, k = 240) { for (let i = 0; i < 60; i++) f(i % 60); const t = process.cpuUsage(); for (let i = 0; i < k; i++) f(i % 60); console.log(name, process.cpuUsage(t).user / 1000 / k, "ms"); }
time("rows", (i) => boardRows(cell, drawsOf(cell.name, i)));
time("read16", (i) => readBoard(rows[i]!, boardPlan(cell, i, false)));
time("read2000", (i) => readBoard(rows[i]!, boardPlan(cell, i, true)), 60);
