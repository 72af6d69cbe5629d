/** Jobs through SQS, as moto has it, with batches handed over as Lambda does. */
import { randomUUID } from "node:crypto";
import { workThrough } from "@evenmatch/service/queue-events";
import { afterAll, beforeAll } from "vitest";
import type { Job } from "../../../packages/store/src/jobs/port.ts";
import { sqsJobs } from "../../../packages/store/src/jobs/sqs.ts";
import { jobsSuite } from "../../store/jobs-suite.ts";
import { eventSource } from "../event-source.ts";
import { type Moto, startMoto } from "../moto.ts";
import { makeQueues, waitingBodies } from "../queues.ts";

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

jobsSuite("SQS (moto)", async (handle, { attempts }) => {
  const client = moto.sqs();
  const made = await Promise.all(
    ["ingest", "compare"].map((kind) => makeQueues(client, { name: `${kind}-${randomUUID()}`, attempts })),
  );
  const [ingest, compare] = made as [(typeof made)[0], (typeof made)[0]];
  const sources = made.map(({ url }) =>
    eventSource({
      client,
      queue: url,
      handler: ({ Records }) =>
        workThrough(
          Records as { messageId: string; body: string }[],
          (body) => handle(JSON.parse(body) as Job),
          () => undefined,
        ),
    }),
  );
  const dead = async () => {
    const bodies = await Promise.all(made.map((queue) => waitingBodies(client, queue.dead)));
    return bodies.flat().map((body) => JSON.parse(body) as Job);
  };
  return {
    jobs: sqsJobs({ client, queues: { ingest: ingest.url, compare: compare.url } }),
    dead,
    close: async () => {
      await Promise.all(sources.map((source) => source.stop()));
      client.destroy();
    },
  };
});
