/** What a sweep finds, on a table and blobs of their own. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { incomingBlob } from "@evenmatch/service/blob-places";
import type { Dependencies } from "@evenmatch/service/dependencies";
import { makeUpload, requireUpload } from "@evenmatch/service/ingest/uploads";
import { handleJob } from "@evenmatch/service/jobs";
import { abandonedAfterMs, mostBegun, sweep } from "@evenmatch/service/sweep";
import { fileBlobs, getUpload, type Job, moveUpload, putExperiment, startEmbedded } from "@evenmatch/store";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const minute = 60_000;
const bytes = Buffer.from('{"suite":"own","item":"1","score":1}\n');

describe("a sweep", () => {
  let home = "";
  let stop = async (): Promise<void> => {};
  let deps: Dependencies;
  let sent: Job[] = [];
  let clock = Date.parse("2026-01-01T00:00:00.000Z");
  let ids = 0;

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "sweep-"));
    const engine = await startEmbedded({ home });
    stop = () => engine.stop();
    deps = {
      table: engine,
      blobs: await fileBlobs({ root: path.join(home, "blobs") }),
      jobs: {
        send: async (job) => {
          sent.push(job);
        },
      },
      computeRow: async () => {
        throw new Error("nothing is compared here");
      },
      computePersistence: async () => {
        throw new Error("nothing is compared here");
      },
      now: () => clock,
      newId: () => `u${ids++}`,
    };
  });
  afterAll(async () => {
    await stop();
    await rm(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    // what an earlier test left open is read
    await sweep(deps, { youngestMs: 0 });
    for (const job of sent.splice(0)) await handleJob(deps, job);
    sent = [];
  });

  async function awaited(files: number, landed: number): Promise<string> {
    const names = Array.from({ length: files }, (_, i) => ({ name: `f${i}.ndjson`, bytes: bytes.length }));
    const { upload } = await makeUpload(deps, "p", { checkpoint: "c", files: names });
    for (let index = 0; index < landed; index += 1) await deps.blobs.put(incomingBlob("p", upload, index), bytes);
    return upload;
  }

  it("queues an upload whose files landed and whose event was lost, once it is not young any more", async () => {
    const upload = await awaited(2, 2);
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 0, experiments: 0 });
    expect(sent).toEqual([]);
    clock += 11 * minute;
    expect(await sweep(deps)).toEqual({ requeued: 1, abandoned: 0, experiments: 0 });
    expect(sent).toEqual([{ kind: "ingest", project: "p", upload }]);
    for (const job of sent) await handleJob(deps, job);
    expect((await requireUpload(deps, "p", upload)).state).toBe("counted");
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 0, experiments: 0 });
  });

  it("leaves an upload alone that waits for files, and gives it up after a week with what did come", async () => {
    const upload = await awaited(2, 1);
    clock += abandonedAfterMs - minute;
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 0, experiments: 0 });
    clock += 2 * minute;
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 1, experiments: 0 });
    const entry = await requireUpload(deps, "p", upload);
    expect([entry.state, entry.outcome]).toEqual(["rejected", { results: 0, rows: 0, problems: 1 }]);
    expect(await deps.blobs.size(incomingBlob("p", upload, 0))).toBeUndefined();
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 0, experiments: 0 });
  });

  it("queues what was being read when its reader died, however long ago, and gives up after many readers", async () => {
    const upload = await awaited(1, 1);
    await moveUpload(
      deps.table,
      { ...(await requireUpload(deps, "p", upload)), state: "reading", queuedAt: new Date(clock).toISOString() },
      ["awaiting_files"],
    );
    clock += 30 * 24 * 60 * minute;
    for (let begun = 1; begun <= mostBegun; begun += 1) {
      expect(await sweep(deps)).toEqual({ requeued: 1, abandoned: 0, experiments: 0 });
      expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 0, experiments: 0 });
      // a reader that begins and dies
      await moveUpload(deps.table, { ...(await requireUpload(deps, "p", upload)), state: "reading", begun }, [
        "reading",
      ]);
      clock += 61 * minute;
    }
    expect(sent).toHaveLength(mostBegun);
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 1, experiments: 0 });
    expect((await getUpload(deps.table, "p", upload))?.state).toBe("rejected");
  });

  it("does not make a long queue longer, nor give up what nobody has begun", async () => {
    const upload = await awaited(1, 1);
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      await sweep(deps);
      clock += 5 * minute;
    }
    // after 10, 20, 40 minutes, then every hour
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.length).toBeLessThan(28);
    expect((await requireUpload(deps, "p", upload)).state).toBe("queued");
    for (const job of sent.splice(0)) await handleJob(deps, job);
    expect((await requireUpload(deps, "p", upload)).state).toBe("counted");
  });

  it("queues comparisons that are behind their results", async () => {
    const entry = {
      name: null,
      treatment: ["c"],
      baseline: ["b"],
      plan: {},
      planVersion: 1,
      planFixed: "before" as const,
    };
    await putExperiment(deps.table, { ...entry, project: "p", experiment: "e", updatedAt: "2026" }, 0);
    expect(await sweep(deps)).toEqual({ requeued: 0, abandoned: 0, experiments: 1 });
    expect(sent.splice(0)).toEqual([{ kind: "compare", project: "p", experiment: "e" }]);
  });
});
