/**
 * Looks: how often was this question asked of the data?
 *
 * A look is the first time that a comparison of an experiment is served to a reader, in any format, whole or in part, by
 * the experiment's routes; a comparison that nobody was served before a newer one replaced it is none. Looks are told
 * apart by digest, and belong to the plan version that the comparison follows: the same comparison again is no new look,
 * and a comparison fetched by its digest is none, for who has the digest has looked. A body is made before it can be
 * served: it says how many looks there were before, and itself.
 */

import type { Plan } from "@evenmatch/contract/plan";
import {
  type ExperimentItem,
  experimentsOfCheckpoint,
  getExperiment,
  getHead,
  listLooks,
  putLook,
} from "@evenmatch/store";
import { canonicalJson } from "@evenmatch/store/canonical";
import { memories } from "@evenmatch/store/memory";
import type { Found } from "./comparison-body.ts";
import type { Dependencies } from "./dependencies.ts";

type Look = NonNullable<Found["look"]>;
type ReadTable = Pick<Dependencies, "table">;

/** What is added to a comparison beside its digest. */
export interface LookCounts {
  planVersion: number;
  planFixed: "before" | "after";
  looks: number;
  checkpointsCompared: number;
}

/** Looks that this process has written down, which it does once. */
const recorded = memories<true>({ entries: 10_000, keptMs: Number.POSITIVE_INFINITY });

/** Looks are remembered without a clock: they never change. */
const always = 0;

const nameOf = (project: string, { digest }: Found, { experiment, planVersion }: Look) =>
  `${project}#${experiment}#${planVersion}#${digest}`;

/** Is serving this comparison no look, or one that this process has written down? */
export function isLookRecorded(deps: ReadTable, project: string, found: Found): boolean {
  return found.look === null || recorded(deps.table).recall(nameOf(project, found, found.look), always) === true;
}

/** Writes down that a comparison is being served; one found by its digest is not. */
export async function recordLook(deps: ReadTable, project: string, found: Found): Promise<void> {
  if (found.look === null || isLookRecorded(deps, project, found)) return;
  const { experiment, planVersion, treatment } = found.look;
  const learn = recorded(deps.table).learning();
  await putLook(deps.table, project, experiment, { planVersion, digest: found.digest, treatment });
  learn(nameOf(project, found, found.look), always, true);
}

/** The counts that stand in the body of a comparison that is about to be written. */
export async function lookCounts(deps: ReadTable, entry: ExperimentItem<Plan>, digest: string): Promise<LookCounts> {
  const { project, experiment, planVersion, planFixed } = entry;
  const looks = await listLooks(deps.table, project, experiment, planVersion);
  const treatments = new Set([armName(entry.treatment), ...looks.map(({ treatment }) => armName(treatment))]);
  for (const treatment of await otherTreatments(deps, entry)) treatments.add(treatment);
  return {
    planVersion,
    planFixed,
    looks: looks.filter((look) => look.digest !== digest).length + 1,
    checkpointsCompared: treatments.size,
  };
}

const armName = (checkpoints: readonly string[]) => [...checkpoints].sort().join(" ");

/** Treatments of the project's other experiments that have a comparison with the same baseline under the same plan. */
async function otherTreatments(deps: ReadTable, entry: ExperimentItem<Plan>): Promise<string[]> {
  const { project, baseline } = entry;
  const plan = canonicalJson(entry.plan);
  const found: string[] = [];
  for (const experiment of await experimentsOfCheckpoint(deps.table, project, baseline[0] ?? "")) {
    if (experiment === entry.experiment) continue;
    const other = await getExperiment<Plan>(deps.table, project, experiment);
    if (other === undefined || armName(other.baseline) !== armName(baseline)) continue;
    if (canonicalJson(other.plan) !== plan) continue;
    const head = await getHead(deps.table, project, experiment);
    if (head?.digest != null) found.push(armName(other.treatment));
  }
  return found;
}
