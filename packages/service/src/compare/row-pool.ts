/** Rows computed in a worker thread. Any thread gives the same bits: the random streams depend on the row alone. */
import { Worker } from "node:worker_threads";
import {
  type PersistenceAnalysis,
  type PersistenceInput,
  type PersistencePlan,
  type RowAnalysis,
  type RowPlan,
  StatsError,
  type SuiteInput,
} from "@evenmatch/stats";
import type { ComputePersistence, ComputeRow } from "../dependencies.ts";

/** What a worker is asked to compute. */
export type Task =
  | { kind: "row"; input: SuiteInput; plan: RowPlan }
  | { kind: "persistence"; input: PersistenceInput; plan: PersistencePlan };

export type Answer =
  | { id: number; analysis: RowAnalysis | PersistenceAnalysis }
  | { id: number; refused: string }
  | { id: number; failed: string };

interface Waiting {
  resolve(analysis: never): void;
  reject(error: Error): void;
}

/** A worker that is started by the first row and ends with `stop`. */
export function rowPool(): {
  computeRow: ComputeRow;
  computePersistence: ComputePersistence;
  stop(): Promise<void>;
} {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 0;

  function fail(error: Error): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    worker = undefined;
  }

  function receive(answer: Answer): void {
    const row = waiting.get(answer.id);
    if (row === undefined) return;
    waiting.delete(answer.id);
    if (waiting.size === 0) worker?.unref();
    if ("analysis" in answer)
      row.resolve(answer.analysis as never); // a task is answered in its own kind
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

  const compute = <Analysis>(task: Task): Promise<Analysis> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      const id = next;
      next += 1;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, task });
    });

  return {
    computeRow: (input, plan) => compute({ kind: "row", input, plan }),
    computePersistence: (input, plan) => compute({ kind: "persistence", input, plan }),
    stop: async () => {
      const stopping = worker;
      worker = undefined;
      await stopping?.terminate();
    },
  };
}
