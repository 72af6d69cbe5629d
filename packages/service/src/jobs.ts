/** What the two kinds of jobs do, and which are due after a start. */
import { type Job, openExperiments, openUploads } from "@evenmatch/store";
import { compareExperiment } from "./compare/compare-experiment.ts";
import type { Dependencies } from "./dependencies.ts";
import { ingestUpload } from "./ingest/ingest-upload.ts";

export async function handleJob(deps: Dependencies, job: Job): Promise<void> {
  if (job.kind === "ingest") await ingestUpload(deps, job.project, job.upload);
  else await compareExperiment(deps, { project: job.project, experiment: job.experiment });
}

/** Queues everything that the table says is unfinished: what a killed process left. */
export async function resumeJobs(deps: Dependencies): Promise<void> {
  for (const { project, upload, state } of await openUploads(deps.table)) {
    if (state !== "awaiting_files") await deps.jobs.send({ kind: "ingest", project, upload });
  }
  for (const { project, experiment } of await openExperiments(deps.table)) {
    await deps.jobs.send({ kind: "compare", project, experiment });
  }
}
