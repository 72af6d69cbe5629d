/** Checkpoints: declared models. A changed declaration changes comparisons, so its experiments are told. */
import type { Checkpoint, CheckpointAnswer } from "@evenmatch/contract/checkpoint";
import { Problem } from "@evenmatch/contract/problem";
import {
  type CheckpointItem,
  experimentsOfCheckpoint,
  getCheckpoint,
  putCheckpoint,
  raiseResultsVersion,
} from "@evenmatch/store";
import { canonicalJson } from "@evenmatch/store/canonical";
import { type Dependencies, isoTime } from "./dependencies.ts";

export const describeCheckpoint = (item: CheckpointItem<Checkpoint>): CheckpointAnswer => ({
  checkpoint: item.checkpoint,
  ...item.body,
  updatedAt: item.updatedAt,
});

/** Writes a checkpoint; the same content again changes nothing. `expect` may refuse what is there before. */
export async function writeCheckpoint(
  deps: Dependencies,
  options: { project: string; checkpoint: string; body: Checkpoint; expect?: (before: object | undefined) => void },
): Promise<{ created: boolean; answer: CheckpointAnswer }> {
  const { project, checkpoint, body } = options;
  for (;;) {
    const before = await getCheckpoint<Checkpoint>(deps.table, project, checkpoint);
    options.expect?.(before && describeCheckpoint(before));
    if (before !== undefined && canonicalJson(before.body) === canonicalJson(body)) {
      await tellExperiments(deps, project, checkpoint);
      return { created: false, answer: describeCheckpoint(before) };
    }
    const entry = { checkpoint, body, updatedAt: isoTime(deps.now()) };
    if (!(await putCheckpoint(deps.table, project, entry, before?.version ?? 0))) continue;
    await tellExperiments(deps, project, checkpoint);
    return { created: before === undefined, answer: describeCheckpoint({ ...entry, version: 0 }) };
  }
}

/**
 * Raises the results version of the experiments that use a checkpoint; an unchanged declaration too, which mends a crash
 * between the write and here, and costs a comparison whose rows are all known.
 */
async function tellExperiments(deps: Dependencies, project: string, checkpoint: string): Promise<void> {
  for (const experiment of await experimentsOfCheckpoint(deps.table, project, checkpoint)) {
    await raiseResultsVersion(deps.table, project, experiment);
    await deps.jobs.send({ kind: "compare", project, experiment });
  }
}

export async function requireCheckpoint(deps: Dependencies, project: string, checkpoint: string) {
  const item = await getCheckpoint<Checkpoint>(deps.table, project, checkpoint);
  if (item === undefined) throw new Problem("not_found", `no checkpoint ${checkpoint}`);
  return item;
}
