/** What the table must remember, whichever engine holds it: run on each by that engine's own test. */
import { randomBytes } from "node:crypto";
import {
  auditKeptMs,
  claim,
  createUpload,
  currentResults,
  type Engine,
  type ExperimentItem,
  experimentsOfCheckpoint,
  getBody,
  getCheckpoint,
  getExperiment,
  getHead,
  getUpload,
  type Head,
  ItemTooLongError,
  leaseMs,
  listCheckpoints,
  listLooks,
  listSuites,
  listUpload,
  moveUpload,
  openExperiments,
  openUploads,
  pageOfAudit,
  pageOfComparisons,
  pageOfUploads,
  putAudit,
  putBody,
  putCheckpoint,
  putComparison,
  putExperiment,
  putLook,
  putSuite,
  putSuiteRow,
  type ResultItem,
  raiseResultsVersion,
  remember,
  rememberedMs,
  removeExpired,
  requireRoom,
  setCurrentResult,
  setHead,
  takeSequence,
  type UploadItem,
  unlinkCheckpoints,
} from "@evenmatch/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../service/running-service.ts";

const at = "2026-01-01T00:00:00.000Z";

function upload(project: string, id: string, state: UploadItem["state"] = "awaiting_files"): UploadItem {
  const made = { checkpoint: "c", checkpointMade: false, sequence: 1, createdAt: at };
  return { project, upload: id, ...made, state, request: { files: [] }, finishedAt: null, report: null, outcome: null };
}

function experiment(project: string, id: string, arms: [string[], string[]]): Omit<ExperimentItem<object>, "rv"> {
  const [treatment, baseline] = arms;
  const plan = { plan: {}, planVersion: 1, planFixed: "before" as const };
  return { project, experiment: id, name: null, treatment, baseline, ...plan, updatedAt: at };
}

function head(basedOn: number, digest: string): Head {
  return { basedOn, digest, body: "b", failure: null, planVersion: 1, treatment: ["t"] };
}

function result(suite: string, sequence: number, extra: Partial<ResultItem<object>> = {}): ResultItem<object> {
  return {
    suite,
    variant: "",
    condition: "",
    upload: `u${sequence}`,
    sequence,
    readerVersion: 1,
    resultHash: "0".repeat(64),
    blob: "results/x",
    definition: {},
    name: suite,
    recognised: true,
    metric: "score",
    metrics: ["score"],
    contains: null,
    harness: "native",
    taskVersion: null,
    grader: null,
    promptHash: null,
    items: 10,
    catalogueItems: null,
    ...extra,
  };
}

/** Runs the suite; `open` gives an empty table. */
export function storeSuite(name: string, open: () => Promise<{ engine: Engine; close(): Promise<void> }>): void {
  describe(`${name} as the table`, () => {
    let engine: Engine;
    let close = async (): Promise<void> => {};
    let project = "";
    let projects = 0;
    beforeAll(async () => {
      ({ engine, close } = await open());
    });
    afterAll(() => close());
    const newProject = () => {
      project = `p${projects++}`;
      return project;
    };

    it("writes a checkpoint only over the version that was read", async () => {
      const p = newProject();
      const entry = (step: number) => ({ checkpoint: "c", body: { step }, updatedAt: at });
      expect(await getCheckpoint(engine, p, "c")).toBeUndefined();
      expect(await putCheckpoint(engine, p, entry(1), 0)).toBe(true);
      expect(await putCheckpoint(engine, p, entry(2), 0)).toBe(false);
      expect(await putCheckpoint(engine, p, entry(3), 1)).toBe(true);
      expect(await putCheckpoint(engine, p, entry(4), 1)).toBe(false);
      expect(await getCheckpoint(engine, p, "c")).toEqual({ ...entry(3), version: 2 });
      const both = await Promise.all([5, 6, 7, 8].map((step) => putCheckpoint(engine, p, entry(step), 2)));
      expect(both.filter(Boolean)).toHaveLength(1);
    });

    it("gives every upload of a checkpoint its own place in the order", async () => {
      const p = newProject();
      const taken = await Promise.all(Array.from({ length: 20 }, () => takeSequence(engine, p, "c")));
      expect([...taken].sort((left, right) => left - right)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(await takeSequence(engine, p, "other")).toBe(1);
    });

    it("keeps the results of the latest upload, in whatever order they come", async () => {
      const p = newProject();
      const set = (sequence: number, extra: Partial<ResultItem<object>> = {}) =>
        setCurrentResult(engine, { project: p, checkpoint: "c", result: result("s", sequence, extra) });
      expect(await set(2)).toBe(true);
      expect(await set(1)).toBe(false);
      expect(await set(2)).toBe(false);
      expect(await set(2, { readerVersion: 2 })).toBe(true);
      expect(await set(1, { readerVersion: 9 })).toBe(false);
      const order = [7, 3, 9, 4, 8, 5, 6];
      await Promise.all(order.map((sequence) => set(sequence)));
      const [current, ...others] = await currentResults(engine, p, "c");
      expect([current?.sequence, others]).toEqual([9, []]);
    });

    it("tells results apart by suite, variant and condition, whatever characters those have", async () => {
      const p = newProject();
      const places = [
        ["a", "", ""],
        ["a", "b", ""],
        ["a", "", "b"],
        ["a#b", "", ""],
        ["a", "#b", ""],
        ["a%23b", "ü 🎲", "x/y"],
        ["a", "🎲".repeat(150), "🎲".repeat(100)],
        ["a", `${"🎲".repeat(149)}ab`, "🎲".repeat(100)],
        ["a", "🎲".repeat(150), "%".repeat(200)],
      ] as const;
      for (const [suite, variant, condition] of places) {
        const stored = { ...result(suite, 1), variant, condition };
        expect(await setCurrentResult(engine, { project: p, checkpoint: "c", result: stored })).toBe(true);
      }
      const found = await currentResults(engine, p, "c");
      const names = found.map(({ suite, variant, condition }) => [suite, variant, condition].join("|"));
      expect(names.sort()).toEqual(places.map((place) => place.join("|")).sort());
    });

    it("reads all results where they need more than one page", async () => {
      const p = newProject();
      const grader = "x".repeat(30_000);
      const suites = Array.from({ length: 60 }, (_, i) => `s${String(i).padStart(3, "0")}`);
      await Promise.all(
        suites.map((suite) =>
          setCurrentResult(engine, { project: p, checkpoint: "c", result: result(suite, 1, { grader }) }),
        ),
      );
      expect((await currentResults(engine, p, "c")).map(({ suite }) => suite)).toEqual(suites);
    });

    it("keeps long texts whole, and refuses what no item holds before anything is written of it", async () => {
      const p = newProject();
      const request = { files: Array.from({ length: 2000 }, (_, i) => ({ name: `file ${i} ${"ü".repeat(400)}` })) };
      expect(await createUpload(engine, { ...upload(p, "long"), request })).toBe(true);
      expect((await getUpload(engine, p, "long"))?.request).toEqual(request);
      const noise = randomBytes(500_000).toString("base64");
      await expect(createUpload(engine, { ...upload(p, "longer"), request: noise })).rejects.toThrow(ItemTooLongError);
      const long = { ...experiment(p, "e", [["a"], ["b"]]), plan: { noise } };
      await expect(putExperiment(engine, long, 0)).rejects.toThrow(ItemTooLongError);
      expect(await experimentsOfCheckpoint(engine, p, "a")).toEqual([]);
      expect(() => requireRoom(noise, 500_000)).toThrow(/at most 390000 bytes/);
      expect(() => requireRoom({ p }, 5)).toThrow(/at most 5 bytes/);
    });

    it("moves an upload on from where it is, and finds those that are unfinished", async () => {
      const p = newProject();
      expect(await createUpload(engine, upload(p, "u"))).toBe(true);
      expect(await createUpload(engine, upload(p, "u"))).toBe(false);
      await createUpload(engine, upload(p, "v"));
      const open = async () => (await openUploads(engine)).filter((entry) => entry.project === p).map((u) => u.upload);
      await until(async () => ((await open()).length === 2 ? true : undefined));
      expect(await moveUpload(engine, upload(p, "u", "queued"), ["awaiting_files"])).toBe(true);
      expect(await moveUpload(engine, upload(p, "u", "queued"), ["awaiting_files"])).toBe(false);
      expect(await moveUpload(engine, upload(p, "u", "counted"), ["queued", "reading"])).toBe(true);
      expect(await getUpload(engine, p, "u")).toEqual(upload(p, "u", "counted"));
      await until(async () => ((await open()).join() === "v" ? true : undefined));
      expect(await moveUpload(engine, upload(p, "missing", "queued"), ["awaiting_files"])).toBe(false);
    });

    it("lists in pages that hold everything once", async () => {
      const p = newProject();
      const ids = Array.from({ length: 23 }, (_, i) => `u${String(i).padStart(2, "0")}`);
      for (const id of ids) await listUpload(engine, p, id);
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await pageOfUploads(engine, p, { after, limit: 5 });
        expect(page.uploads.length).toBeLessThanOrEqual(5);
        found.push(...page.uploads);
        after = page.next;
      } while (after !== undefined);
      expect(found).toEqual(ids);
      for (const id of ["b", "a"]) await putCheckpoint(engine, p, { checkpoint: id, body: {}, updatedAt: at }, 0);
      const checkpoints = await listCheckpoints(engine, p, { limit: 10 });
      expect(checkpoints.items.map(({ checkpoint }) => checkpoint)).toEqual(["a", "b"]);
      expect(checkpoints.next).toBeUndefined();
    });

    it("links experiments and checkpoints, and raises the results version without losing a raise", async () => {
      const p = newProject();
      expect(await putExperiment(engine, experiment(p, "e", [["t"], ["b"]]), 0)).toBe(true);
      expect(await putExperiment(engine, experiment(p, "e", [["t"], ["b"]]), 0)).toBe(false);
      expect(await putExperiment(engine, experiment(p, "f", [["t2"], ["b"]]), 0)).toBe(true);
      expect(await experimentsOfCheckpoint(engine, p, "b")).toEqual(["e", "f"]);
      expect(await experimentsOfCheckpoint(engine, p, "t")).toEqual(["e"]);
      await Promise.all(Array.from({ length: 10 }, () => raiseResultsVersion(engine, p, "e")));
      expect((await getExperiment(engine, p, "e"))?.rv).toBe(11);
      expect(await raiseResultsVersion(engine, p, "none")).toBe(false);
      await unlinkCheckpoints(engine, p, "f", ["b", "never-there"]);
      expect(await experimentsOfCheckpoint(engine, p, "b")).toEqual(["e"]);
    });

    it("moves HEAD forward only, and closes an experiment when it has caught up", async () => {
      const p = newProject();
      await putExperiment(engine, experiment(p, "e", [["t"], ["b"]]), 0);
      const open = async () => (await openExperiments(engine)).some((entry) => entry.project === p);
      await until(async () => ((await open()) ? true : undefined));
      await raiseResultsVersion(engine, p, "e");
      expect(await setHead(engine, p, "e", head(1, "one"))).toBe(true);
      expect(await open()).toBe(true);
      expect(await setHead(engine, p, "e", head(2, "two"))).toBe(true);
      expect(await setHead(engine, p, "e", head(1, "late"))).toBe(false);
      expect(await setHead(engine, p, "e", head(2, "again"))).toBe(false);
      expect(await getHead(engine, p, "e")).toEqual(head(2, "two"));
      await until(async () => ((await open()) ? undefined : true));
      await raiseResultsVersion(engine, p, "e");
      await until(async () => ((await open()) ? true : undefined));
      const order = [5, 9, 7, 3, 8, 6, 4];
      await Promise.all(order.map((basedOn) => setHead(engine, p, "e", head(basedOn, `d${basedOn}`))));
      expect((await getHead(engine, p, "e"))?.basedOn).toBe(9);
    });

    it("keeps a long body whole, and its first version", async () => {
      const p = newProject();
      const bytes = randomBytes(700_001);
      const entry = { project: p, digest: "d", body: "json" };
      await putBody(engine, { ...entry, bytes });
      await putBody(engine, { ...entry, bytes: randomBytes(10) });
      expect(Buffer.from((await getBody(engine, entry)) ?? []).equals(bytes)).toBe(true);
      expect(await getBody(engine, { ...entry, body: "other" })).toBeUndefined();
      const comparison = { digest: "d", specVersion: "1", createdAt: at, experiment: "e", body: "json" };
      expect(await putComparison(engine, p, comparison)).toBe(true);
      expect(await putComparison(engine, p, comparison)).toBe(false);
      expect((await pageOfComparisons(engine, p, { limit: 10 })).digests).toEqual(["d"]);
    });

    it("keeps rows, looks and suites once", async () => {
      const p = newProject();
      expect(await putSuiteRow(engine, p, "x", { row: 1 })).toBe(true);
      expect(await putSuiteRow(engine, p, "x", { row: 1 })).toBe(false);
      const look = { planVersion: 1, digest: "d", treatment: ["t"] };
      const first = await Promise.all(Array.from({ length: 6 }, () => putLook(engine, p, "e", look)));
      expect(first.filter(Boolean)).toHaveLength(1);
      await putLook(engine, p, "e", { ...look, planVersion: 2 });
      expect(await listLooks(engine, p, "e", 1)).toEqual([look]);
      await putSuite(engine, p, { suite: "own", body: { a: 1 }, updatedAt: at }, 0);
      expect((await listSuites(engine, p)).map(({ suite, version }) => [suite, version])).toEqual([["own", 1]]);
    });

    it("remembers one answer for a key, and lends it to one at a time", async () => {
      const p = newProject();
      const ask = (bodyHash: string, now: number) => claim(engine, { project: p, key: "k ü#", bodyHash, now });
      const asked = await Promise.all(Array.from({ length: 5 }, () => ask("h", 1000)));
      expect(asked.map(({ state }) => state).sort()).toEqual(["claimed", ...Array(4).fill("in_flight")]);
      expect(await ask("other", 1000)).toEqual({ state: "other_body" });
      const after = await Promise.all(Array.from({ length: 5 }, () => ask("h", 1000 + leaseMs)));
      expect(after.filter(({ state }) => state === "claimed")).toHaveLength(1);
      await remember(engine, { project: p, key: "k ü#", bodyHash: "h", now: 2000, status: 201, body: '{"a":1}' });
      expect(await ask("h", 1999 + rememberedMs)).toEqual({ state: "answered", status: 201, body: '{"a":1}' });
      expect(await ask("h", 2000 + rememberedMs)).toEqual({ state: "claimed" });
    });

    it("takes away what is kept no longer, and nothing else: answers after a day, the audit log after 400", async () => {
      const p = newProject();
      const day = 86_400_000;
      const began = Date.parse(at);
      const answered = { project: p, bodyHash: "h", now: began };
      for (let index = 0; index < 3; index += 1) {
        await claim(engine, { ...answered, key: `k${index}` });
        await remember(engine, { ...answered, key: `k${index}`, status: 201, body: "{}" });
      }
      await claim(engine, { ...answered, key: "later", now: began + day });
      const entry = { key: "k", keyName: "n", method: "PUT", path: "/", status: 200, requestId: "r" };
      for (const days of [0, 1])
        await putAudit(engine, p, { ...entry, at: new Date(began + days * day).toISOString() });
      await putSuite(engine, p, { suite: "own", body: {}, updatedAt: at }, 0);
      let pages = 0;
      const remove = (now: number) =>
        removeExpired(engine, {
          now,
          between: async () => {
            pages += 1;
            return true;
          },
        });
      await remove(began + rememberedMs);
      expect((await claim(engine, { ...answered, key: "k0" })).state).toBe("answered");
      expect(await remove(began + rememberedMs + 1000)).toBeGreaterThanOrEqual(3);
      expect((await claim(engine, { ...answered, key: "k0" })).state).toBe("claimed");
      expect((await claim(engine, { ...answered, key: "later", now: began + day })).state).toBe("in_flight");
      const audited = async () =>
        (await pageOfAudit(engine, p, { limit: 10 })).items.map((item) => item.at.slice(0, 10));
      expect(await audited()).toHaveLength(2);
      await remove(began + auditKeptMs + 1000);
      expect(await audited()).toEqual([new Date(began + day).toISOString().slice(0, 10)]);
      expect(await listSuites(engine, p)).toHaveLength(1);
      expect(pages).toBeGreaterThan(0);
    });
  });
}
