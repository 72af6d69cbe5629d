/** Every format is read in a lone clone: from logs of the project's own making, without anybody else's files. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { formats, memorySource, nativeParquetBytes, type ReadReport, readSources } from "@evenmatch/formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pagesWithLogs, writeLogs } from "../docs/harness-logs.ts";
import { folderSources, rowsSource, textSource } from "./sources.ts";

let folder: string;
const reports = new Map<string, ReadReport>();

/** Inspect's JSON log of three samples. */
const inspectJson = textSource(
  "log.json",
  JSON.stringify({
    version: 2,
    status: "success",
    eval: { task: "bedside", task_version: 0, run_id: "r", created: "2026-11-20T09:00:00+00:00", model: "acme/after" },
    results: {
      scores: [{ name: "match", scorer: "match", metrics: { accuracy: { name: "accuracy", value: 2 / 3 } } }],
    },
    samples: ["C", "I", "C"].map((value, at) => ({
      id: at + 1,
      epoch: 1,
      input: `Case ${at}?`,
      target: "x",
      scores: { match: { value } },
    })),
  }),
);

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-formats-"));
  for (const page of pagesWithLogs) {
    await writeLogs(page, path.join(folder, page));
    const sources = folderSources(folder, `${page}/logs/after`);
    reports.set(
      page,
      await readSources(sources, { itemKey: "golden", ...(page === "promptfoo" && { model: "acme:after" }) }),
    );
  }
  reports.set("inspect, as JSON", await readSources([inspectJson]));
  const rows = [1, 0, 1].map((score, at) => ({ suite: "triage", item: `case-${at}`, score }));
  const ndjson = await readSources([rowsSource("rows.ndjson", rows)]);
  const csv = `suite,item,score\n${rows.map((row) => `${row.suite},${row.item},${row.score}\n`).join("")}`;
  reports.set("native rows", ndjson);
  reports.set("native CSV", await readSources([textSource("rows.csv", csv)]));
  reports.set("native Parquet", await readSources([memorySource("rows.parquet", nativeParquetBytes(ndjson.results))]));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("logs of our own making", () => {
  it("are of every format that is read", () => {
    const found = [...reports.values()].flatMap(({ files }) => files.map(({ format }) => format));
    expect([...new Set(found)].sort()).toEqual([...formats].sort());
  });

  it("give scores or means, no problem, and the headline that they name", () => {
    for (const [page, { files, results }] of reports) {
      expect([page, files.flatMap(({ problems }) => problems)]).toEqual([page, []]);
      expect(results.length, page).toBeGreaterThan(0);
      for (const { table, summaries } of results) {
        expect(table !== null || Object.keys(summaries).length > 0, page).toBe(true);
      }
      expect(
        files.map(({ headerMatches }) => headerMatches),
        page,
      ).not.toContain(false);
    }
  });
});
