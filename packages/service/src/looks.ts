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
  type Table,
} from "@evenmatch/store";
import { canonicalJson } from "@evenmatch/store/canonical";
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

/** What this process has written down in a table, so that it writes each look once. */
const written = new WeakMap<object, Set<string>>();
const mostRemembered = 10_000;

function writtenIn({ client }: Table): Set<string> {
  const known = written.get(client) ?? new Set();
  written.set(client, known);
  return known;
}

const nameOf = (project: string, { digest }: Found, { experiment, planVersion }: Look) =>
  `${project}#${experiment}#${planVersion}#${digest}`;

/** Is serving this comparison no look, or one that this process has written down? */
export function isLookRecorded(deps: ReadTable, project: string, found: Found): boolean {
  return found.look === null || writtenIn(deps.table).has(nameOf(project, found, found.look));
}

/** Writes down that a comparison is being served; one found by its digest is not. */
export async function recordLook(deps: ReadTable, project: string, found: Found): Promise<void> {
  if (found.look === null || isLookRecorded(deps, project, found)) return;
  const { experiment, planVersion, treatment } = found.look;
  await putLook(deps.table, project, experiment, { planVersion, digest: found.digest, treatment });
  const names = writtenIn(deps.table);
  if (names.size >= mostRemembered) names.clear();
  names.add(nameOf(project, found, found.look));
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
