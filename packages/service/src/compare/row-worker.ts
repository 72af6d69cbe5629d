/** The worker's side: one row at a time, so that a long bootstrap never holds up an answer. */
import { parentPort } from "node:worker_threads";
import { analyseRow, StatsError } from "@evenmatch/stats";
import type { RowAnswer, RowRequest } from "./row-pool.ts";

parentPort?.on("message", ({ id, input, plan }: RowRequest) => {
  parentPort?.postMessage(answer(id, () => analyseRow(input, plan)));
});

function answer(id: number, work: () => ReturnType<typeof analyseRow>): RowAnswer {
  try {
    return { id, analysis: work() };
  } catch (error) {
    if (error instanceof StatsError) return { id, refused: error.message };
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
