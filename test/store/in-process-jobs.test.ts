import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type FailedJob, type InProcessJobs, inProcessJobs } from "../../packages/store/src/jobs/in-process.ts";
import type { Job } from "../../packages/store/src/jobs/port.ts";

const compare = (experiment: string): Job => ({ kind: "compare", project: "p", experiment });
const name = (job: Job) => (job.kind === "ingest" ? job.upload : job.experiment);

describe("jobs of one machine", () => {
  let jobs: InProcessJobs | undefined;
  let done: string[] = [];
  let failures: FailedJob[] = [];

  function start(
    handle: (job: Job) => Promise<void> | void,
    options: { concurrency?: number; attempts?: number; backoffMs?: number } = {},
  ): InProcessJobs {
    done = [];
    failures = [];
    jobs = inProcessJobs({
      concurrency: 1,
      backoffMs: 2,
      ...options,
      onError: (failure) => failures.push(failure),
      handle: async (job) => {
        await handle(job);
        done.push(name(job));
      },
    });
    return jobs;
  }

  afterEach(() => jobs?.stop());

  it("does every job, and then is idle", async () => {
    const jobs = start(() => {});
    await jobs.idle();
    for (let i = 0; i < 100; i++) await jobs.send(compare(`e${i}`));
    await jobs.idle();
    expect(done).toHaveLength(100);
    expect(new Set(done).size).toBe(100);
  });

  it("tells kinds and projects apart", async () => {
    const jobs = start(() => {});
    await jobs.send({ kind: "compare", project: "p", experiment: "x" });
    await jobs.send({ kind: "compare", project: "q", experiment: "x" });
    await jobs.send({ kind: "ingest", project: "p", upload: "x" });
    await jobs.idle();
    expect(done).toEqual(["x", "x", "x"]);
  });

  it("does a job once that was sent many times before it ran", async () => {
    const jobs = start(() => delay(5));
    await jobs.send(compare("first"));
    await delay(1);
    await Promise.all(Array.from({ length: 20 }, () => jobs.send(compare("again"))));
    await jobs.idle();
    expect(done).toEqual(["first", "again"]);
  });

  it("does a job once more that was sent while it ran, never twice at a time", async () => {
    let here = 0;
    let most = 0;
    const jobs = start(
      async () => {
        most = Math.max(most, ++here);
        if (done.length === 0) for (let i = 0; i < 5; i++) await jobs.send(compare("e"));
        await delay(3);
        here--;
      },
      { concurrency: 4 },
    );
    await jobs.send(compare("e"));
    await jobs.idle();
    expect(done).toEqual(["e", "e"]);
    expect(most).toBe(1);
  });

  it("does so many at a time and no more", async () => {
    let here = 0;
    let most = 0;
    const jobs = start(
      async () => {
        most = Math.max(most, ++here);
        await delay(2);
        here--;
      },
      { concurrency: 3 },
    );
    for (let i = 0; i < 12; i++) await jobs.send(compare(`e${i}`));
    await jobs.idle();
    expect(done).toHaveLength(12);
    expect(most).toBe(3);
  });

  it("waits as long as asked, and not when the same is sent without waiting", async () => {
    const jobs = start(() => {});
    const sentAt = performance.now();
    await jobs.send(compare("late"), { delayMs: 40 });
    await jobs.send(compare("now"));
    await jobs.idle();
    // a timer of 40 ms may fire a fraction of one early
    expect(performance.now() - sentAt).toBeGreaterThan(38);
    expect(done).toEqual(["now", "late"]);
    await jobs.send(compare("sooner"), { delayMs: 100_000 });
    await jobs.send(compare("sooner"), { delayMs: 1 });
    await jobs.send(compare("sooner"), { delayMs: 100_000 });
    await jobs.idle();
    expect(done).toEqual(["now", "late", "sooner"]);
  });

  it("lets others run while one waits for another try", async () => {
    let tries = 0;
    const jobs = start(
      (job) => {
        if (name(job) === "flaky" && ++tries < 3) throw new Error(`try ${tries}`);
      },
      { backoffMs: 10 },
    );
    await jobs.send(compare("flaky"));
    await jobs.send(compare("other"));
    await jobs.idle();
    expect(done).toEqual(["other", "flaky"]);
    expect(failures.map(({ attempts, dead }) => [attempts, dead])).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(jobs.deadLetters()).toEqual([]);
  });

  it("gives up in the end, says so, and starts over when the job is sent anew", async () => {
    let broken = true;
    const jobs = start(
      () => {
        if (broken) throw new Error("poison");
      },
      { attempts: 3 },
    );
    await jobs.send(compare("poison"));
    await jobs.idle();
    expect(failures.map(({ attempts, dead }) => [attempts, dead])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(jobs.deadLetters()).toEqual([
      { job: compare("poison"), error: new Error("poison"), attempts: 3, dead: true },
    ]);
    broken = false;
    await jobs.send(compare("poison"));
    await jobs.idle();
    expect(done).toEqual(["poison"]);
  });

  it("goes on when the listener throws", async () => {
    const jobs = inProcessJobs({
      concurrency: 1,
      attempts: 1,
      handle: async (job) => {
        if (name(job) === "bad") throw new Error("bad");
        done.push(name(job));
      },
      onError: () => {
        throw new Error("the listener is broken");
      },
    });
    done = [];
    await jobs.send(compare("bad"));
    await jobs.send(compare("good"));
    await jobs.idle();
    expect(done).toEqual(["good"]);
    expect(jobs.deadLetters()).toHaveLength(1);
  });

  it("keeps a bounded list of what it gave up", async () => {
    const jobs = start(
      () => {
        throw new Error("x");
      },
      { attempts: 1 },
    );
    for (let i = 0; i < 1100; i++) await jobs.send(compare(`e${i}`));
    await jobs.idle();
    expect(jobs.deadLetters()).toHaveLength(1000);
    expect(jobs.deadLetters().map(({ job }) => name(job))).toContain("e1099");
  });

  it("tells who waits for idleness when it stops", async () => {
    const jobs = start(() => {});
    await jobs.send(compare("delayed"), { delayMs: 100_000 });
    const idle = jobs.idle();
    await jobs.stop();
    await idle;
    expect(done).toEqual([]);
  });

  it("stops: finishes what runs, starts nothing, drops the rest", async () => {
    let begun = (): void => {};
    const runs = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const jobs = start(async () => {
      begun();
      await delay(10);
    });
    await jobs.send(compare("running"));
    await jobs.send(compare("queued"));
    await jobs.send(compare("delayed"), { delayMs: 5 });
    const idle = jobs.idle();
    await runs;
    await jobs.stop();
    expect(done).toEqual(["running"]);
    await idle;
    await jobs.send(compare("late"));
    await jobs.idle();
    await delay(20);
    expect(done).toEqual(["running"]);
  });
});
