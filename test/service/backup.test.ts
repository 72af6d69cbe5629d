/** A project that goes into a folder and comes back elsewhere. */
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { authorize, hashOf, makeApiKey, openShare } from "@evenmatch/service/access";
import { backupProject, restoreProject } from "@evenmatch/service/backup";
import { comparisonByDigest } from "@evenmatch/service/comparison-body";
import { createShare } from "@evenmatch/service/credentials";
import { deleteCheckpoint } from "@evenmatch/service/deletion/delete-checkpoint";
import { sendRows } from "@evenmatch/service/ingest/send-rows";
import { homePlace, type StorePlace } from "@evenmatch/service/places";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "./running-service.ts";
import { fillProject, servedComparison, serviceAt } from "./small-project.ts";

describe("a backup", () => {
  let folder = "";
  const places: StorePlace[] = [];
  const open = async (name: string) => {
    const place = await homePlace(path.join(folder, name));
    places.push(place);
    return place;
  };
  let first: StorePlace;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "backup-"));
    first = await open("first");
    await fillProject(first, "default");
    await fillProject(first, "default-2");
  });
  afterAll(async () => {
    for (const place of places) await place.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("brings a project back elsewhere, which then goes on by itself", async () => {
    const written = await backupProject({ ...first, project: "default" }, path.join(folder, "backup"));
    expect(written).toMatchObject({ project: "default", version: 1 });
    const second = await open("second");
    expect(await restoreProject(second, path.join(folder, "backup"))).toEqual(written);
    expect(await servedComparison(second, "default")).toEqual(await servedComparison(first, "default"));
    await expect(servedComparison(second, "default-2")).rejects.toThrow();
    const again = await backupProject({ ...second, project: "default" }, path.join(folder, "again"));
    expect(again).toEqual(written);

    // run twice, it changes nothing
    expect(await restoreProject(second, path.join(folder, "backup"))).toEqual(written);
    const { deps, work } = serviceAt(second);
    const changed = { ...deps, newId: () => "later" };
    await sendRows(changed, "default", { checkpoint: "after", rows: rowsOf("own-4", "1101") });
    await sendRows({ ...deps, newId: () => "later-2" }, "default", {
      checkpoint: "before",
      rows: rowsOf("own-4", "0101"),
    });
    await work();
    expect((await servedComparison(second, "default")).suites).toHaveLength(4);
    await expect(restoreProject(second, path.join(folder, "backup"))).rejects.toThrow(
      "needed a place without project default, found other",
    );
  });

  it("leaves keys and shares behind, and keeps what is left of deletions", async () => {
    const project = "default-3";
    await fillProject(first, project);
    const { deps } = serviceAt(first);
    const { digest } = await servedComparison(first, project);
    const maker = { id: "owner", project, scopes: ["admin" as const] };
    const named = {
      id: "owner",
      project,
      scopes: ["admin" as const],
      name: "owner",
      createdAt: "2026-01-01T00:00:00.000Z",
    };
    const key = await makeApiKey(first.table, named);
    const { token } = await createShare(deps, maker, { digest });
    await deleteCheckpoint(deps, { project, checkpoint: "after" });
    const target = path.join(folder, "with-deletions");
    await backupProject({ ...first, project }, target);
    const text = gunzipSync(await readFile(path.join(target, "items.ndjson.gz"))).toString("utf8");
    for (const secret of [key, token]) expect(text).not.toContain(hashOf(secret));

    const fourth = await open("fourth");
    await restoreProject(fourth, target);
    const gone = (place: StorePlace) =>
      comparisonByDigest({ ...place, now: Date.now }, project, digest).catch((error: unknown) => error);
    expect(await gone(fourth)).toMatchObject({ code: "deleted" });
    expect(String(await gone(fourth))).toBe(String(await gone(first)));
    const gate = { table: fourth.table, now: () => Date.now() };
    await expect(authorize(gate, `Bearer ${key}`, "read")).rejects.toMatchObject({ code: "unauthorized" });
    await expect(openShare(gate, token)).rejects.toMatchObject({ code: "not_found" });
    expect((await authorize({ ...gate, table: first.table }, `Bearer ${key}`, "read")).project).toBe(project);
  });

  it("refuses folders that hold a backup, none, or a damaged one", async () => {
    const target = path.join(folder, "kept");
    await backupProject({ ...first, project: "default-2" }, target);
    await expect(backupProject({ ...first, project: "default" }, target)).rejects.toThrow("found one in");
    const third = await open("third");
    await expect(restoreProject(third, folder)).rejects.toThrow("found no backup.json");
    const [blob] = (await readdir(path.join(target, "blobs/blobs"), { recursive: true })).filter((name) =>
      name.endsWith(".blob"),
    );
    await rm(path.join(target, "blobs/blobs", blob ?? ""));
    await expect(restoreProject(third, target)).rejects.toThrow(/^blobs: needed \d+ of \d+ bytes, found/);
    await appendFile(path.join(target, "items.ndjson.gz"), "x");
    await expect(restoreProject(third, target)).rejects.toThrow("items.ndjson.gz: needed the SHA-256");
    await writeFile(path.join(target, "backup.json"), '{"format":"evenmatch-backup","version":9}');
    await expect(restoreProject(third, target)).rejects.toThrow("needed evenmatch-backup version 1, found");
  });
});
