/** What the two kinds of jobs do. */
import type { Job } from "@evenmatch/store";
import { compareExperiment } from "./compare/compare-experiment.ts";
import type { Dependencies } from "./dependencies.ts";
import { ingestUpload } from "./ingest/ingest-upload.ts";

export async function handleJob(deps: Dependencies, job: Job): Promise<void> {
  if (job.kind === "ingest") await ingestUpload(deps, job.project, job.upload);
  else await compareExperiment(deps, { project: job.project, experiment: job.experiment });
}
