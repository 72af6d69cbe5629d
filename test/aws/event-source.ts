/** What stands between a queue and a function in the cloud: batches go in, those that failed come again. */
import { SqsSchema } from "@aws-lambda-powertools/parser/schemas";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

export interface QueueEvent {
  Records: object[];
}
export type QueueHandler = (event: QueueEvent) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;

export interface EventSource {
  /** batches handed over so far */
  batches(): number;
  stop(): Promise<void>;
}

/** The event that Lambda makes of messages, held against AWS's own schema. */
export function queueEvent(messages: readonly Message[]): QueueEvent {
  const event = {
    Records: messages.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: {},
      md5OfBody: MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:queue",
      awsRegion: "eu-west-1",
    })),
  };
  SqsSchema.parse(event);
  return event;
}

/**
 * Polls a queue and hands batches of at most ten to `concurrency` handlers at a time. What a handler says has failed, or
 * a whole batch whose handler throws, stays in the queue and comes again when its visibility timeout is over.
 *
 * `rearrange` may duplicate, shuffle or drop messages before they are handed over; dropped ones come again.
 */
export function eventSource(options: {
  client: SQSClient;
  queue: string;
  handler: QueueHandler;
  batch?: number;
  concurrency?: number;
  rearrange?: (messages: Message[]) => Message[];
  /** what was not done comes again so soon, where the visibility timeout is more than a test can wait for */
  againAfterSeconds?: number;
}): EventSource {
  const { client, queue, handler, batch = 10, concurrency = 1, rearrange = (messages) => messages } = options;
  const { againAfterSeconds } = options;
  const stopping = new AbortController();
  let batches = 0;

  async function once(): Promise<void> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: batch,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ["All"],
      }),
      { abortSignal: stopping.signal },
    );
    const messages = rearrange(Messages);
    if (messages.length === 0) return;
    batches += 1;
    const { batchItemFailures } = await handler(queueEvent(messages));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = new Map(
      messages
        .filter(({ MessageId = "" }) => !failed.has(MessageId))
        .map(({ MessageId, ReceiptHandle }) => [MessageId, ReceiptHandle]),
    );
    if (done.size > 0) {
      const Entries = [...done].map(([Id, ReceiptHandle]) => ({ Id, ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
    }
    const left = Messages.filter(({ MessageId }) => !done.has(MessageId));
    if (againAfterSeconds === undefined || left.length === 0) return;
    const Entries = left.map(({ MessageId: Id, ReceiptHandle }) => ({
      Id,
      ReceiptHandle,
      VisibilityTimeout: againAfterSeconds,
    }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries }));
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await once().catch(async () => {
        // the batch stays in the queue; an engine that is out of breath is not asked again at once
        await new Promise((resolve) => setTimeout(resolve, 20));
      });
    }
  }

  const running = Array.from({ length: concurrency }, poll);
  return {
    batches: () => batches,
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
