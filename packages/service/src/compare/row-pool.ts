/** Rows computed in a worker thread. Any thread gives the same bits: the random streams depend on the row alone. */
import { Worker } from "node:worker_threads";
import { type RowAnalysis, type RowPlan, StatsError, type SuiteInput } from "@evenmatch/stats";
import type { ComputeRow } from "../dependencies.ts";

export interface RowRequest {
  id: number;
  input: SuiteInput;
  plan: RowPlan;
}

export type RowAnswer =
  | { id: number; analysis: RowAnalysis }
  | { id: number; refused: string }
  | { id: number; failed: string };

interface Waiting {
  resolve(analysis: RowAnalysis): void;
  reject(error: Error): void;
}

/** A worker that is started by the first row and ends with `stop`. */
export function rowPool(): { computeRow: ComputeRow; stop(): Promise<void> } {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 0;

  function fail(error: Error): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    worker = undefined;
  }

  function receive(answer: RowAnswer): void {
    const row = waiting.get(answer.id);
    if (row === undefined) return;
    waiting.delete(answer.id);
    if (waiting.size === 0) worker?.unref();
    if ("analysis" in answer) row.resolve(answer.analysis);
    else row.reject("refused" in answer ? new StatsError(answer.refused) : new Error(answer.failed));
  }

  function start(): Worker {
    const started = new Worker(new URL("./row-worker.mjs", import.meta.url));
    started.on("message", receive);
    started.on("error", fail);
    started.on("exit", (code) => {
      if (worker === started) fail(new Error(`the worker that computes rows ended with code ${code}`));
    });
    return started;
  }

  return {
    computeRow: (input, plan) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        worker.ref();
        const id = next;
        next += 1;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, input, plan } satisfies RowRequest);
      }),
    stop: async () => {
      const stopping = worker;
      worker = undefined;
      await stopping?.terminate();
    },
  };
}
