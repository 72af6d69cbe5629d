/** What was begun and never ended: found again by looking, for events get lost and processes die. */
import { moveUpload, openExperiments, openUploads, type UploadItem } from "@evenmatch/store";
import { type Dependencies, isoTime } from "./dependencies.ts";
import { abandonUpload, giveUpUpload } from "./ingest/ingest-upload.ts";
import { completeIfWhole } from "./ingest/uploads.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** between two sweeps, ms */
export const sweepEveryMs = 5 * minute;
/** an upload whose files never came is given up after so long, ms */
export const abandonedAfterMs = 7 * day;
/** an upload that was begun so often and never ended takes its reader down with it: it is given up */
export const mostBegun = 12;
/** between two messages for an upload that waits, at most, ms: a queue that is behind must not grow by being looked at */
const longestPatienceMs = 60 * minute;

/** What a sweep did. */
export interface Swept {
  /** uploads queued again, of which all files are there */
  requeued: number;
  /** uploads given up */
  abandoned: number;
  /** experiments whose comparison was queued again */
  experiments: number;
}

/**
 * Queues what is unfinished: uploads whose files have landed and whose event was lost, comparisons behind their results.
 * Gives up what will never end. Whatever it queues may be on its way already: the jobs do the same when they run twice.
 *
 * `youngestMs`: uploads whose files were there for a shorter time are left to their own event, those that were queued again
 * for twice as long each time. 0 after a start: what was on its way in this process is lost.
 */
export async function sweep(deps: Dependencies, { youngestMs = 10 * minute } = {}): Promise<Swept> {
  const swept: Swept = { requeued: 0, abandoned: 0, experiments: 0 };
  for (const entry of await openUploads(deps.table)) {
    const done = await sweepUpload(deps, entry, youngestMs);
    if (done !== "left") swept[done] += 1;
  }
  for (const { project, experiment } of await openExperiments(deps.table)) {
    await deps.jobs.send({ kind: "compare", project, experiment });
    swept.experiments += 1;
  }
  return swept;
}

async function sweepUpload(
  deps: Dependencies,
  entry: UploadItem,
  youngestMs: number,
): Promise<"requeued" | "abandoned" | "left"> {
  const { project, upload, createdAt, queuedAt } = entry;
  const age = (since: string) => deps.now() - Date.parse(since);
  if (entry.state === "awaiting_files") {
    if (age(createdAt) < youngestMs) return "left";
    if (!(await completeIfWhole(deps, project, upload))) {
      if (age(createdAt) < abandonedAfterMs) return "left";
      await abandonUpload(deps, entry, `needed its files within ${abandonedAfterMs / day} days, found some missing`);
      return "abandoned";
    }
  } else {
    const { requeues = 0, begun = 0 } = entry;
    if (age(queuedAt ?? createdAt) < Math.min(youngestMs * 2 ** requeues, longestPatienceMs)) return "left";
    if (begun >= mostBegun) {
      await giveUpUpload(deps, project, upload, `its reading was begun ${begun} times and never ended`);
      return "abandoned";
    }
    const again = { ...entry, queuedAt: isoTime(deps.now()), requeues: requeues + 1 };
    await moveUpload(deps.table, again, [entry.state]);
  }
  await deps.jobs.send({ kind: "ingest", project, upload });
  return "requeued";
}
