/** Exported results as files: names and bytes, nothing written yet. */
import { createHash } from "node:crypto";
import type { Mapping } from "@evenmatch/contract/mapping";
import { everyEvalEverFiles, nativeLines, nativeParquetBytes, type TaskResult } from "@evenmatch/formats";
import { bundleKey } from "@evenmatch/formats/collection";
import {
  type ExportedCheckpoint,
  type ExportedResult,
  namingRules,
  ownFigures,
  suiteDeclarations,
} from "@evenmatch/service/exported-results";
import { taskResult } from "@evenmatch/service/scores";
import type { RowPlan } from "@evenmatch/stats";
import { stringify } from "yaml";
import type { Exported } from "./export-sources.ts";

export const exportFormats = ["ndjson", "parquet", "every-eval-ever"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  format: ExportFormat;
  /** who developed the model, who says so, and the collection: for Every Eval Ever */
  developer: string;
  organization: string;
  collection: string;
  /** Unix time in seconds */
  retrievedAt: string;
}

export interface ExportedFile {
  /** below the folder that is written to, with `/` */
  name: string;
  bytes: Uint8Array;
}

const plan: RowPlan = {
  level: 0.95,
  replicates: 2000,
  seed: null,
  bootstrap: "percentile",
  margin: null,
  refusedAs: "missing",
  seedsMatched: false,
};

/** The files of each checkpoint, and last the mapping by which they are read again, where the format keeps what it needs. */
export function exportFiles({ checkpoints, plan: ofComparison }: Exported, options: ExportOptions): ExportedFile[] {
  if (options.format === "every-eval-ever") return checkpoints.flatMap((each) => everyEvalEver(each, options));
  const files: ExportedFile[] = [];
  const rules: Mapping["checkpoints"] = [];
  for (const { checkpoint, arm, body, results } of checkpoints) {
    const parts = partsOf(results, options.format);
    const name = fileName(checkpoint);
    for (const [index, part] of parts.entries()) {
      const file = `${name}${index === 0 ? "" : `-part${index + 1}`}.${options.format}`;
      files.push({ name: file, bytes: bytesOf(part, options.format) });
      rules.push({ files: file, checkpoint, ...(arm !== null && { arm }), ...body });
    }
  }
  const results = checkpoints.flatMap((each) => each.results);
  const tasks = namingRules(results);
  const suites = suiteDeclarations(results);
  const mapping = {
    checkpoints: rules,
    ...(tasks.length > 0 && { tasks }),
    ...(Object.keys(suites).length > 0 && { suites }),
    ...(ofComparison && { plan: ofComparison }),
  };
  const head = "# read again by: evenmatch compare FOLDER --map FOLDER/evenmatch.yaml\n";
  return [...files, { name: "evenmatch.yaml", bytes: Buffer.from(head + stringify(mapping)) }];
}

function bytesOf(part: readonly TaskResult[], format: "ndjson" | "parquet"): Uint8Array {
  if (format === "parquet") return nativeParquetBytes(part);
  return Buffer.from(part.flatMap((result) => [...nativeLines(result)].map((line) => `${line}\n`)).join(""));
}

/**
 * Results by file. A task that yields several suites is written once; results of one name that are not the same, as two
 * uploads may have brought them, must not meet in a file, or their rows would merge.
 */
function partsOf(results: readonly ExportedResult[], format: "ndjson" | "parquet"): TaskResult[][] {
  const parts: { tasks: TaskResult[]; held: Map<string, string> }[] = [];
  for (const { stored } of results) {
    const task = taskResult(stored);
    const { header, condition, seed } = task;
    const content = JSON.stringify([...nativeLines(task)]);
    // a table has its headers beside the rows, by name: another header of that name is another file's
    const place =
      format === "parquet"
        ? { name: JSON.stringify([header.task, header.taskVersion, header.variant]), holds: JSON.stringify(header) }
        : { name: bundleKey(header, condition, seed), holds: content };
    const key = bundleKey(header, condition, seed);
    if (parts.some(({ held }) => held.get(key) === content)) continue;
    const fits = ({ held }: (typeof parts)[number]) =>
      !held.has(key) && (held.get(place.name) ?? place.holds) === place.holds;
    let part = parts.find(fits);
    if (part === undefined) {
      part = { tasks: [], held: new Map() };
      parts.push(part);
    }
    part.tasks.push(task);
    part.held.set(place.name, place.holds).set(key, content);
  }
  return parts.map(({ tasks }) => tasks);
}

function everyEvalEver({ checkpoint, results }: ExportedCheckpoint, options: ExportOptions): ExportedFile[] {
  const { developer, organization, collection, retrievedAt } = options;
  const figures = new Map<TaskResult, ExportedResult>();
  const byHarness = new Map<string, TaskResult[]>();
  for (const exported of results) {
    const task = taskResult(exported.stored);
    figures.set(task, exported);
    const { harness } = task.header;
    byHarness.set(harness, [...(byHarness.get(harness) ?? []), task]);
  }
  return [...byHarness].flatMap(([harness, tasks]) => {
    const model = `${developer}/${checkpoint}`;
    const folder = fileName(checkpoint);
    const uuid = uuidOf(JSON.stringify([collection, model, harness, retrievedAt]));
    const { aggregate, instances } = everyEvalEverFiles(tasks, {
      model: { id: model, name: checkpoint, developer },
      organization,
      retrievedAt,
      place: { collection, developer, model: folder, uuid },
      figures: (result, metric) => {
        const exported = figures.get(result);
        return exported === undefined || exported.stored.metric !== metric ? undefined : ownFigures(exported, plan);
      },
    });
    const base = `data/${collection}/${developer}/${folder}/${uuid}`;
    const lines = [...instances()].map((line) => `${line}\n`).join("");
    const files = [{ name: `${base}.json`, bytes: Buffer.from(`${JSON.stringify(aggregate, null, 2)}\n`) }];
    return lines === "" ? files : [...files, { name: `${base}_samples.jsonl`, bytes: Buffer.from(lines) }];
  });
}

/** An id as a file's name: some systems allow no colon there. */
function fileName(id: string): string {
  return id.replaceAll(":", "_");
}

/** A UUID of version 4 in form, drawn from a text: the same export has the same names. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
