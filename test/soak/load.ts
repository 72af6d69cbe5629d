/** The load: uploaders that send version after version of their suite, and readers that hold every answer to account. */
import { setTimeout as delay } from "node:timers/promises";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import type { Lane, Ledger } from "./ledger.ts";
import { mostVersions, scoreRows } from "./scores.ts";

export interface Load {
  url: string;
  key: string;
  ledger: Ledger;
  /** latencies of answers, ms */
  reads: number[];
  uploads: number[];
  /** connections that broke: the service was down */
  broken: { reads: number; uploads: number };
  /** uploads whose completion was acknowledged */
  completed: Set<string>;
  /** answers that no caller should see, in words */
  refused: string[];
  isOver(): boolean;
  /** told of every comparison that was read */
  onComparison(comparison: Comparison): void;
}

interface Answer {
  status: number;
  text: string;
}

/** One request; undefined where the connection broke. */
async function request(load: Load, method: string, path: string, init: RequestInit = {}): Promise<Answer | undefined> {
  try {
    const response = await fetch(new URL(path, load.url), {
      method,
      ...init,
      headers: { authorization: `Bearer ${load.key}`, ...init.headers },
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

const json = { "content-type": "application/json" };

/** Sends a request until it is answered; a service that is down is asked again. */
async function answered(load: Load, method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  for (;;) {
    const answer = await request(load, method, path, init);
    // the same key is held for a minute by a request that a dead process had begun
    const isHeld = answer?.status === 409 && answer.text.includes("idempotency_in_flight");
    if (answer !== undefined && !isHeld) return answer;
    if (answer === undefined) load.broken.uploads += 1;
    await delay(isHeld ? 1000 : 200);
  }
}

const pause = (mean: number) => delay(mean * (0.5 + Math.random()));

/** Sends versions of one suite, each once the one before was acknowledged. Every other lane sends files. */
export async function upload(load: Load, lane: Lane, sendsFiles: boolean): Promise<void> {
  const checkpoint = `${lane.experiment}-${lane.arm}`;
  while (!load.isOver() && lane.sent < mostVersions) {
    const version = lane.sent + 1;
    lane.sent = version;
    const began = performance.now();
    const rows = scoreRows(lane.suite, version);
    const acknowledged = sendsFiles
      ? await sendFile(load, { checkpoint, rows, key: `${checkpoint}/${lane.suite}/${version}` })
      : await sendInOne(load, { checkpoint, rows, key: `${checkpoint}/${lane.suite}/${version}` });
    if (!acknowledged) return;
    lane.acknowledged = version;
    load.uploads.push(performance.now() - began);
    await pause(1500);
  }
}

interface Sent {
  checkpoint: string;
  rows: readonly object[];
  key: string;
}

async function sendInOne(load: Load, { checkpoint, rows, key }: Sent): Promise<boolean> {
  const init = { body: JSON.stringify({ checkpoint, rows }), headers: { ...json, "idempotency-key": key } };
  const answer = await answered(load, "POST", "/v1/results", init);
  if (answer.status === 201) return true;
  load.refused.push(`POST /v1/results ${key}: ${answer.status} ${answer.text.slice(0, 300)}`);
  return false;
}

async function sendFile(load: Load, { checkpoint, rows, key }: Sent): Promise<boolean> {
  const bytes = new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const made = await answered(load, "POST", "/v1/uploads", {
    body: JSON.stringify({ checkpoint, files: [{ name: "rows.ndjson", bytes: bytes.length }] }),
    headers: { ...json, "idempotency-key": key },
  });
  const refuse = (what: string, { status, text }: Answer) => {
    load.refused.push(`${what} ${key}: ${status} ${text.slice(0, 300)}`);
    return false;
  };
  if (made.status !== 201) return refuse("POST /v1/uploads", made);
  const { upload: id } = JSON.parse(made.text) as UploadAnswer;
  const put = await answered(load, "PUT", `/v1/uploads/${id}/files/0`, { body: bytes });
  // sent twice: the first came through, and its answer did not
  if (put.status !== 204 && !put.text.includes("upload_finished")) return refuse("PUT", put);
  const complete = await answered(load, "POST", `/v1/uploads/${id}/complete`);
  if (complete.status !== 202) return refuse("POST complete", complete);
  load.completed.add(id);
  return true;
}

/** Reads one comparison after another. */
export async function read(load: Load, experiments: readonly string[]): Promise<void> {
  while (!load.isOver()) {
    const experiment = experiments[Math.floor(Math.random() * experiments.length)] ?? "";
    const before = load.ledger.seenSoFar();
    const began = performance.now();
    const answer = await request(load, "GET", `/v1/experiments/${experiment}/comparison`);
    if (answer === undefined) {
      load.broken.reads += 1;
    } else {
      load.reads.push(performance.now() - began);
      if (answer.status === 200) {
        const comparison = JSON.parse(answer.text) as Comparison;
        load.onComparison(comparison);
        load.ledger.check(comparison, experiment, before);
      } else if (!/comparison_pending|no_results/.test(answer.text)) {
        load.refused.push(`GET ${experiment}: ${answer.status} ${answer.text.slice(0, 300)}`);
      }
    }
    await pause(2500);
  }
}
