/** An experiment while its uploads are counted. */
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "@evenmatch/client";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { UploadStatus } from "@evenmatch/contract/upload";
import { currentComparison } from "./current-comparison.ts";
import { drawing, type Screen } from "./screen.ts";

export interface WatchOptions {
  /** longest watch, ms */
  waitMs: number;
  /** how long nothing may be on its way before the watch ends, ms; 3,000 unless said: pushes follow one another */
  quietMs?: number;
  screen: Screen;
  /** the comparison in at most `rows` lines of the window */
  draw(comparison: Comparison, rows: number): readonly string[];
  /** is told what has changed, where no window shows it */
  say(line: string): void;
}

interface Progress {
  state: ExperimentAnswer;
  uploads: readonly { checkpoint: string; status: UploadStatus }[];
}

/** ms between two questions */
const pauseMs = 700;

/**
 * Shows the comparison again whenever there is a newer one, until everything that was sent is counted and compared and
 * nothing more comes for a moment, or the wait is over. In a terminal it draws over itself; elsewhere it says each change in a line, without escape codes.
 *
 * Each comparison that it shows is a look at it.
 */
export async function watchExperiment(client: Client, experiment: string, options: WatchOptions): Promise<void> {
  const { waitMs, quietMs = 3000, screen, draw, say } = options;
  const deadline = Date.now() + waitMs;
  let changed = Date.now();
  const window = drawing(screen);
  let shown: Comparison | undefined;
  let said = "";
  try {
    for (;;) {
      const progress = await progressOf(client, experiment);
      const { state } = progress;
      const line = progressLine(experiment, progress);
      if (line !== said) {
        if (!screen.isTerminal) say(line);
        said = line;
        changed = Date.now();
      }
      if ((isDone(progress) && Date.now() - changed >= quietMs) || Date.now() > deadline) return;
      if (screen.isTerminal && state.digest !== null && state.digest !== shown?.digest) {
        shown = await currentComparison(client, experiment);
      }
      // drawn each time: the window may have been made larger or smaller
      const fitting = window.rows() - 2;
      window.show([line, "", ...(shown === undefined || fitting < 1 ? [] : draw(shown, fitting))]);
      await delay(pauseMs);
    }
  } finally {
    window.end();
  }
}

async function progressOf(client: Client, experiment: string): Promise<Progress> {
  const state = await client.experiment(experiment);
  const own = new Set([...state.treatment, ...state.baseline]);
  const uploads: { checkpoint: string; status: UploadStatus }[] = [];
  let next: string | null = "";
  while (next !== null) {
    const cursor: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
    const page: { items: typeof uploads; next: string | null } = await client.get(`/v1/uploads?limit=500${cursor}`);
    uploads.push(...page.items.filter(({ checkpoint }) => own.has(checkpoint)));
    next = page.next;
  }
  return { state, uploads };
}

const finished = (status: UploadStatus) => status === "counted" || status === "rejected";

/** Nothing is on its way, and the comparison covers what came. */
function isDone({ state, uploads }: Progress): boolean {
  const ended = state.status === "current" || state.status === "failed";
  return ended && uploads.every(({ status }) => finished(status));
}

function progressLine(experiment: string, { state, uploads }: Progress): string {
  const having = (status: UploadStatus) => uploads.filter((upload) => upload.status === status).length;
  const others = (["rejected", "reading", "queued", "awaiting_files"] as const)
    .filter((status) => having(status) > 0)
    .map((status) => `${having(status)} ${status.replace("_", " ")}`);
  const on = others.length === 0 ? "" : ` (${others.join(", ")})`;
  const comparison = {
    waiting: "waiting for results of both arms",
    computing: `comparing (has version ${state.basedOn} of ${state.resultsVersion})`,
    current: "comparison current",
    failed: "comparison failed",
  }[state.status];
  return `${experiment}: ${having("counted")} of ${uploads.length} uploads counted${on}; ${comparison}`;
}
