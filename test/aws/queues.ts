/** Queues as the cloud has them: each with one for what was given up. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

export interface QueuePair {
  url: string;
  dead: string;
}

async function makeQueue(client: SQSClient, name: string, attributes: Record<string, string>): Promise<string> {
  const made = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return made.QueueUrl ?? "";
}

/** Makes a queue and its dead-letter queue, where a message goes after `attempts` tries. */
export async function makeQueues(
  client: SQSClient,
  { name, attempts, visibilitySeconds = 1 }: { name: string; attempts: number; visibilitySeconds?: number },
): Promise<QueuePair> {
  const dead = await makeQueue(client, `${name}-dead`, {});
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }),
  );
  const url = await makeQueue(client, name, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: attempts }),
  });
  return { url, dead };
}

/** Bodies that wait in a queue right now; they become visible again at once. */
export async function waitingBodies(client: SQSClient, queue: string): Promise<string[]> {
  const found = new Set<string>();
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: 5 }),
    );
    if (Messages.length === 0) return [...found];
    for (const { Body = "" } of Messages) found.add(Body);
  }
}

/** Moves what was set aside back into its queue, as the console's redrive does; answers how many messages. */
export async function redrive(client: SQSClient, { url, dead }: QueuePair): Promise<number> {
  for (let moved = 0; ; ) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: dead, MaxNumberOfMessages: 10, WaitTimeSeconds: 6 }),
    );
    if (Messages.length === 0) return moved;
    for (const { Body = "", ReceiptHandle } of Messages) {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: Body }));
      await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }));
      moved += 1;
    }
  }
}

/** How many messages are in a queue, waiting, delayed or being worked on. */
export async function waitingMessages(client: SQSClient, queue: string): Promise<number> {
  const names = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
  ] as const;
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
