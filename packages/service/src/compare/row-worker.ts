/** The worker's side: one row at a time, so that a long bootstrap never holds up an answer. */
import { parentPort } from "node:worker_threads";
import { analysePersistence, analyseRow, StatsError } from "@evenmatch/stats";
import type { Answer, Task } from "./row-pool.ts";

parentPort?.on("message", ({ id, task }: { id: number; task: Task }) => {
  parentPort?.postMessage(answer(id, task));
});

function answer(id: number, task: Task): Answer {
  try {
    if (task.kind === "row") return { id, analysis: analyseRow(task.input, task.plan) };
    return { id, analysis: analysePersistence(task.input, task.plan) };
  } catch (error) {
    if (error instanceof StatsError) return { id, refused: error.message };
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
