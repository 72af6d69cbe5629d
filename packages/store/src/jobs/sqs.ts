/** Jobs as SQS messages. */
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { checkDelay, type Job, type Jobs } from "./port.ts";

/** Each kind has its queue: the function behind it may do no more than its kind needs. */
export type QueueUrls = Readonly<Record<Job["kind"], string>>;

/** Jobs sent to SQS. A comparison waits a little, so that the uploads of one moment become one comparison. */
export function sqsJobs({ client, queues }: { client: SQSClient; queues: QueueUrls }): Jobs {
  return {
    send: async (job, { delayMs = job.kind === "compare" ? 2000 : 0 } = {}) => {
      checkDelay(delayMs);
      await client.send(
        new SendMessageCommand({
          QueueUrl: queues[job.kind],
          MessageBody: JSON.stringify(job),
          DelaySeconds: Math.ceil(delayMs / 1000),
        }),
      );
    },
  };
}
