/** An experiment goes: its plans, its looks, and the comparisons that carry its name; the scores stay. */
import {
  closeDeletedExperiment,
  isDeletedExperiment,
  linkedComparisons,
  markExperimentDeleted,
  unlinkCheckpoints,
} from "@evenmatch/store";
import type { Dependencies } from "../dependencies.ts";
import { deleteComparisons } from "./delete-comparison.ts";

/** Deletes an experiment; a mark with a higher results version stays, so that no comparison in flight comes back. */
export async function deleteExperiment(
  deps: Dependencies,
  options: { project: string; experiment: string; checkpoints: readonly string[] },
): Promise<void> {
  const { project, experiment, checkpoints } = options;
  await markExperimentDeleted(deps.table, project, experiment);
  await unlinkCheckpoints(deps.table, project, experiment, checkpoints);
  await finishExperimentDeletion(deps, { project, experiment });
}

/** Takes away whatever stands beside the mark of a deletion; without one, nothing. Answers whether there was one. */
export async function finishExperimentDeletion(
  deps: Dependencies,
  { project, experiment }: { project: string; experiment: string },
): Promise<boolean> {
  if (!(await isDeletedExperiment(deps.table, project, experiment))) return false;
  const removed = `experiment ${experiment}`;
  await deleteComparisons(deps, { project, owner: { experiment }, upTo: Number.POSITIVE_INFINITY, removed });
  await closeDeletedExperiment(deps.table, project, experiment);
  return true;
}

/** Digests of the comparisons that carry an experiment's name. */
export async function digestsOf(
  deps: Pick<Dependencies, "table">,
  project: string,
  owner: { checkpoint: string } | { experiment: string },
): Promise<string[]> {
  return [...new Set((await linkedComparisons(deps.table, project, owner)).map(({ digest }) => digest))].sort();
}
