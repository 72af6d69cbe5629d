/** A project with a comparison in it, at any place that holds a table and blobs. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { defaultPlan } from "@evenmatch/contract/plan";
import { writeCheckpoint } from "@evenmatch/service/checkpoints";
import { comparisonBytes, currentComparison, parseComparison } from "@evenmatch/service/comparison-body";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { writeExperiment } from "@evenmatch/service/experiments";
import { sendRows } from "@evenmatch/service/ingest/send-rows";
import { handleJob } from "@evenmatch/service/jobs";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import type { Blobs, Job, Table } from "@evenmatch/store";
import { rowsOf } from "./running-service.ts";

/** The service on a place, without HTTP; `work` does what was queued. */
export function serviceAt(place: { table: Table; blobs: Blobs }): { deps: Dependencies; work(): Promise<void> } {
  const queued: Job[] = [];
  let ids = 0;
  const deps: Dependencies = {
    table: place.table,
    blobs: place.blobs,
    jobs: {
      send: async (job) => {
        queued.push(job);
      },
    },
    computeRow: async (input, plan) => analyseRow(input, plan),
    computePersistence: async (input, plan) => analysePersistence(input, plan),
    now: () => Date.parse("2026-01-01T00:00:00.000Z"),
    newId: () => `u${ids++}`,
  };
  return {
    deps,
    work: async () => {
      for (let job = queued.shift(); job !== undefined; job = queued.shift()) await handleJob(deps, job);
    },
  };
}

/** Fills `project` with two checkpoints, three suites and the experiment `e`, and computes it. */
export async function fillProject(place: { table: Table; blobs: Blobs }, project: string): Promise<void> {
  const { deps, work } = serviceAt(place);
  for (const checkpoint of ["after", "before"]) await writeCheckpoint(deps, { project, checkpoint, body: { step: 3 } });
  await writeExperiment(deps, {
    project,
    experiment: "e",
    body: { treatment: ["after"], baseline: ["before"], plan: defaultPlan },
  });
  const scores = { after: "1110111101111011110111101111", before: "1010110100101010110100101101" };
  for (const suite of ["own-1", "own-2", "own-3"]) {
    for (const checkpoint of ["after", "before"] as const) {
      await sendRows(deps, project, { checkpoint, rows: rowsOf(suite, scores[checkpoint]) });
    }
  }
  await work();
}

/** The comparison of `e` as it lies and is served: compressed bytes. */
export async function servedBytes(place: { table: Table; blobs: Blobs }, project: string): Promise<Uint8Array> {
  const { deps } = serviceAt(place);
  return comparisonBytes(deps, project, await currentComparison(deps, project, "e"));
}

/** The same, read. */
export async function servedComparison(place: { table: Table; blobs: Blobs }, project: string): Promise<Comparison> {
  return parseComparison(await servedBytes(place, project));
}
