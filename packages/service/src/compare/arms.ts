/** What the table holds of two arms: declared checkpoints with their current results, and the project's own suites. */
import { definitionFor, recogniseTask } from "@evenmatch/catalogue";
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Plan } from "@evenmatch/contract/plan";
import type { Suite } from "@evenmatch/contract/suite";
import { currentResults, getCheckpoint, listSuites } from "@evenmatch/store";
import type { Dependencies } from "../dependencies.ts";
import { type Pair, pairResults, type Result, type Unpaired } from "./pairing.ts";

/** A checkpoint of an arm: as declared, with its current results. */
export interface Member {
  checkpoint: string;
  body: Checkpoint;
  step: number | undefined;
  seed: string | null;
  results: readonly Result[];
}

export interface Arms {
  treatment: readonly Member[];
  baseline: readonly Member[];
}

/** The checkpoints of an arm in the order in which the experiment names them. */
export async function readArm(
  deps: Pick<Dependencies, "table">,
  project: string,
  checkpoints: readonly string[],
): Promise<Member[]> {
  const members: Member[] = [];
  for (const checkpoint of checkpoints) {
    const body = (await getCheckpoint<Checkpoint>(deps.table, project, checkpoint))?.body ?? {};
    const results = await currentResults<Suite>(deps.table, project, checkpoint);
    members.push({ checkpoint, body, step: body.step, seed: body.seed ?? null, results });
  }
  return members;
}

/** The project's own reading of suites. */
export type OwnSuites = ReadonlyMap<string, Suite>;

export async function readOwnSuites(deps: Pick<Dependencies, "table">, project: string): Promise<OwnSuites> {
  return new Map((await listSuites<Suite>(deps.table, project)).map(({ suite, body }) => [suite, body]));
}

/** Which results of the arms make rows under the plan. */
export function pairArms(arms: Arms, plan: Plan, own: OwnSuites): { pairs: Pair[]; unpaired: Unpaired[] } {
  return pairResults({
    ...arms,
    plan,
    definitionOf: (result, metric) => own.get(result.suite) ?? definitionUnder(result, metric),
  });
}

/** Direction, range and kind belong to the metric: under another one than the log's primary, the suite means something else. */
function definitionUnder(result: Result, metric: string): Suite {
  if (metric === result.metric) return result.definition;
  const { suite, variant, metrics, harness } = result;
  const known = definitionFor({ suite, variant, metric, metrics });
  if (known !== undefined) return known;
  const alone = recogniseTask({ harness, task: suite, variant: null, taskArgs: {}, metrics, metric })[0];
  return alone === undefined ? result.definition : { ...result.definition, metric: alone.suiteDefinition.metric };
}
