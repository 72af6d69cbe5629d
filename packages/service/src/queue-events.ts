/** Messages of the queues, as jobs. */
import type { Job } from "@evenmatch/store";

/** A message as SQS hands it to a function. */
export interface QueueRecord {
  messageId: string;
  body: string;
}

/** `incoming/{project}/{upload}/{file}`: where files of uploads land. */
const landed = /^incoming\/([^/]+)\/([^/]+)\/\d+$/;

interface S3Message {
  Records?: { s3?: { object?: { key?: string } } }[];
  Event?: string;
}

/** One object landed: which upload may be whole now? */
export interface Landed {
  project: string;
  upload: string;
}

/** What a message of the ingest queue says: a job of ours, files that landed, or S3's own test of the queue. */
export function readIngestMessage(body: string): { jobs: Job[]; landed: Landed[] } {
  const message = JSON.parse(body) as Job | S3Message;
  if ("kind" in message) return { jobs: [message], landed: [] };
  const found: Landed[] = [];
  for (const record of message.Records ?? []) {
    const key = decodeURIComponent((record.s3?.object?.key ?? "").replace(/\+/g, " "));
    const [, project, upload] = landed.exec(key) ?? [];
    if (project !== undefined && upload !== undefined) found.push({ project, upload });
  }
  return { jobs: [], landed: found };
}

/** Works through a batch; the messages that failed come again, the others don't. */
export async function workThrough(
  records: readonly QueueRecord[],
  work: (body: string) => Promise<void>,
  log: (error: unknown) => void,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of records) {
    try {
      await work(body);
    } catch (error) {
      log(error);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
