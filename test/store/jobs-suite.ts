/** What every queue must do: run by each adapter's own test. */
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Job, Jobs } from "../../packages/store/src/jobs/port.ts";
import { until } from "../service/running-service.ts";

/** A queue with a worker behind it. */
export interface WorkedQueue {
  jobs: Jobs;
  /** jobs that were given up */
  dead(): Promise<Job[]>;
  close(): Promise<void>;
}

export type OpenQueue = (handle: (job: Job) => Promise<void>, options: { attempts: number }) => Promise<WorkedQueue>;

const compare = (experiment: string): Job => ({ kind: "compare", project: "p", experiment });
const ingest = (upload: string): Job => ({ kind: "ingest", project: "p", upload });
const name = (job: Job) => `${job.kind} ${job.kind === "ingest" ? job.upload : job.experiment}`;
const now = { delayMs: 0 };

/** Runs the suite; `open` gives an empty queue whose jobs go to the handler, and are given up after `attempts` tries. */
export function jobsSuite(queueName: string, open: OpenQueue): void {
  describe(`${queueName} as a queue`, () => {
    let queue: WorkedQueue | undefined;
    afterEach(() => queue?.close());

    async function start(handle: (job: Job) => Promise<void> | void, attempts = 3): Promise<Jobs> {
      queue = await open(async (job) => handle(job), { attempts });
      return queue.jobs;
    }

    it("hands every job over, of both kinds, as it was sent", async () => {
      const done = new Set<string>();
      const jobs = await start((job) => {
        done.add(JSON.stringify(job));
      });
      const sent = [
        ...Array.from({ length: 25 }, (_, i) => compare(`e${i}`)),
        ...Array.from({ length: 5 }, (_, i) => ingest(`u${i}`)),
        { kind: "compare", project: 'ü "quoted" 🎲', experiment: "a.b:c@d" } as Job,
      ];
      await Promise.all(sent.map((job) => jobs.send(job, now)));
      await until(async () => (done.size >= sent.length ? true : undefined));
      expect([...done].sort()).toEqual(sent.map((job) => JSON.stringify(job)).sort());
    });

    it("does not hand a job over before its time", async () => {
      let took = 0;
      const sentAt = Date.now();
      const jobs = await start(() => {
        took = Date.now() - sentAt;
      });
      await jobs.send(compare("later"), { delayMs: 1000 });
      await until(async () => (took > 0 ? true : undefined));
      // clocks of two processes, read in whole milliseconds
      expect(took).toBeGreaterThanOrEqual(990);
    });

    it("refuses delays that some queue would not take", async () => {
      const jobs = await start(() => undefined);
      for (const delayMs of [-1, 900_001, Number.NaN]) {
        await expect(jobs.send(compare("e"), { delayMs })).rejects.toThrow("needed a delay of 0 to 900000 ms");
      }
    });

    it("tries a job again that failed, and lets the others pass", async () => {
      const done: string[] = [];
      let failures = 0;
      const jobs = await start((job) => {
        if (name(job) === "compare weak" && failures++ < 1) throw new Error("not yet");
        done.push(name(job));
      });
      await jobs.send(compare("weak"), now);
      await jobs.send(compare("strong"), now);
      await until(async () => (done.includes("compare weak") && done.includes("compare strong") ? true : undefined));
      expect(failures).toBe(2);
    });

    it("gives a job up after so many tries and keeps it aside", async () => {
      let tries = 0;
      const jobs = await start(() => {
        tries += 1;
        throw new Error("never");
      }, 2);
      await jobs.send(ingest("poison"), now);
      const dead = await until(async () => {
        const found = await queue?.dead();
        return found !== undefined && found.length > 0 ? found : undefined;
      });
      expect(dead).toEqual([ingest("poison")]);
      expect(tries).toBe(2);
      await delay(50);
      expect(tries).toBe(2);
    });

    it("takes a job that its own handler sends", async () => {
      const done: string[] = [];
      const jobs: Jobs = await start(async (job) => {
        done.push(name(job));
        if (name(job) === "ingest u") await jobs.send(compare("e"), now);
      });
      await jobs.send(ingest("u"), now);
      await until(async () => (done.includes("compare e") ? true : undefined));
      expect(done).toEqual(["ingest u", "compare e"]);
    });
  });
}
