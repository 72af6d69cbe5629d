/** What the table holds of two arms: declared checkpoints with their current results, and how suites are read. */
import { catalogueSuite, definitionFor, recogniseTask } from "@evenmatch/catalogue";
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Suite } from "@evenmatch/contract/suite";
import { currentResults, getCheckpoint, listSuites } from "@evenmatch/store";
import type { Dependencies } from "../dependencies.ts";
import type { Member } from "./arms.ts";
import type { Readings, Result } from "./pairing.ts";

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

/** The project's own reading of suites, else the catalogue's. */
export async function readSuites(deps: Pick<Dependencies, "table">, project: string): Promise<Readings> {
  const own = await listSuites<Suite>(deps.table, project);
  return readingsOf(new Map(own.map(({ suite, body }) => [suite, body])));
}

/** Suites as somebody declared them, else as the catalogue has them. */
export function readingsOf(own: ReadonlyMap<string, Suite>): Readings {
  return {
    definitionOf: (result, metric) => own.get(result.suite) ?? definitionUnder(result, metric),
    knownSuite: (suite) => own.get(suite) ?? catalogueSuite(suite)?.suite,
  };
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
