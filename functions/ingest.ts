/** Reads uploads: messages of ours, or of S3 when a file has landed. */
import { cloudDependencies } from "@evenmatch/service/cloud";
import { ingestUpload } from "@evenmatch/service/ingest/ingest-upload";
import { completeIfWhole } from "@evenmatch/service/ingest/uploads";
import { handleJob } from "@evenmatch/service/jobs";
import { type QueueRecord, readIngestMessage, workThrough } from "@evenmatch/service/queue-events";

const deps = await cloudDependencies(process.env);

export function handler(event: { Records: QueueRecord[] }) {
  return workThrough(
    event.Records,
    async (body) => {
      const { jobs, landed } = readIngestMessage(body);
      for (const job of jobs) await handleJob(deps, job);
      for (const { project, upload } of landed) {
        if (await completeIfWhole(deps, project, upload)) await ingestUpload(deps, project, upload);
      }
    },
    (error) => console.error(error),
  );
}
