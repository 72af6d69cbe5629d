/** Brings comparisons up to their results. */
import { cloudDependencies } from "@evenmatch/service/cloud";
import { handleJob } from "@evenmatch/service/jobs";
import { type QueueRecord, workThrough } from "@evenmatch/service/queue-events";
import type { Job } from "@evenmatch/store";

const deps = await cloudDependencies(process.env);

export function handler(event: { Records: QueueRecord[] }) {
  return workThrough(
    event.Records,
    (body) => handleJob(deps, JSON.parse(body) as Job),
    (error) => console.error(error),
  );
}
