/** Work that is done later: the queue in the cloud, this process on one machine. */
export type Job =
  | { kind: "ingest"; project: string; upload: string }
  | { kind: "compare"; project: string; experiment: string };

/**
 * Promises to hand a job to its handler: at least once, in no order, several at a time. A handler therefore does the
 * same when it runs twice, and relies on what it reads from the table, never on what a job seemed to say.
 */
export interface Jobs {
  /** Resolves once the job will be done even if the sender ends. Not before `delayMs` (0 … 900,000, as SQS allows). */
  send(job: Job, options?: { delayMs?: number }): Promise<void>;
}

/** Longest delay that every queue takes, ms. */
export const longestDelayMs = 900_000;

/** @throws {Error} if a job can't wait so long */
export function checkDelay(delayMs: number): void {
  if (delayMs >= 0 && delayMs <= longestDelayMs) return;
  throw new Error(`needed a delay of 0 to ${longestDelayMs} ms, found ${delayMs}`);
}

/** Jobs of one key ask for the same work. */
export function jobKey(job: Job): string {
  return JSON.stringify([job.kind, job.project, job.kind === "ingest" ? job.upload : job.experiment]);
}
