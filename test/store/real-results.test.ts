import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSources } from "../../packages/formats/src/collect.ts";
import type { TaskResult } from "../../packages/formats/src/report.ts";
import { blobSource } from "../../packages/store/src/blobs/blob-source.ts";
import { fileBlobs } from "../../packages/store/src/blobs/files.ts";
import type { Blobs } from "../../packages/store/src/blobs/port.ts";
import { decodeColumns, decodeResult, encodeResult, resultHash } from "../../packages/store/src/result-blob.ts";
import { describeWithShared } from "../shared-files.ts";

interface Study {
  folder: string;
  only?: RegExp;
  model?: string;
}

const studies: readonly Study[] = [
  { folder: "fixtures/deepeval" },
  { folder: "fixtures/every_eval_ever" },
  { folder: "fixtures/helm" },
  { folder: "fixtures/inspect" },
  { folder: "fixtures/lighteval", only: /treatment/ },
  { folder: "fixtures/lm_eval" },
  { folder: "fixtures/openai_evals" },
  { folder: "fixtures/promptfoo", model: "treatment" },
  { folder: "fixtures/simple_evals_healthbench", only: /treatment/ },
  { folder: "studies/pythia", only: /treatment.step143000/ },
];

describeWithShared("real result files, read from blobs and stored", (shared) => {
  let root = "";
  let blobs: Blobs;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), "blobs-"));
    blobs = await fileBlobs({ root });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** The results of one checkpoint: files whose names match `only`, rows of `model` where a file has several. */
  async function read({ folder, only = /./, model }: Study): Promise<readonly TaskResult[]> {
    const entries = readdirSync(path.join(shared, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter(
      (entry) =>
        entry.isFile() &&
        !/\.md$|\.schema\.json$/.test(entry.name) &&
        only.test(path.relative(shared, path.join(entry.parentPath, entry.name))),
    );
    const sources = await Promise.all(
      files.map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const name = path.relative(path.join(shared, folder), file).split(path.sep).join("/");
        await blobs.put(`${folder}/${name}`, await readFile(file));
        return blobSource(blobs, `${folder}/${name}`, name);
      }),
    );
    return (await readSources(sources, model === undefined ? {} : { model })).results;
  }

  for (const study of studies) {
    it(`keeps every result of ${study.folder}`, async () => {
      const results = await read(study);
      expect(results.length).toBeGreaterThan(0);
      for (const { files: _, ...result } of results) {
        const metric = Object.keys(result.table?.scores ?? result.summaries)[0] ?? "";
        const stored = { ...result, suite: "suite", variant: "", metric };
        const bytes = encodeResult(stored);
        const back = decodeResult(bytes);
        expect(back).toEqual(stored);
        expect(resultHash(back)).toBe(resultHash(stored));
        expect(decodeColumns(bytes).rowCount).toBe(stored.table?.epoch.length ?? 0);
      }
    });
  }
});
