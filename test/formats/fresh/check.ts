/**
 * Reads logs that the real tools have just made, and compares what is read with what each tool says of them:
 * `tsx test/formats/fresh/check.ts FOLDER`. Writes FOLDER/exported, as Every Eval Ever.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { everyEvalEverFiles, memorySource, type ReadReport, readSources, type TaskResult } from "@evenmatch/formats";
import { headlineOf } from "@evenmatch/formats/writers/columns";
import { folderSources } from "../sources.ts";

interface Said {
  file: string;
  tool: "inspect" | "lm-eval";
  task: string;
  status: string;
  figures: { metric: string; mean: number }[];
  standardErrors?: Record<string, number | string>;
  items: number;
  epochs?: number;
  errors?: number;
}

const [root = ""] = process.argv.slice(2);
const saidOfAll = JSON.parse(readFileSync(path.join(root, "said.json"), "utf8")) as Said[];
let passed = 0;
const failures: string[] = [];

function check(what: string, found: unknown, needed: unknown): void {
  if (isDeepStrictEqual(found, needed)) passed += 1;
  else failures.push(`${what}: needed ${JSON.stringify(needed)}, found ${JSON.stringify(found)}`);
}

function near(what: string, found: number | null | undefined, needed: number): void {
  const close = typeof found === "number" && Math.abs(found - needed) <= 1e-9 * Math.max(1, Math.abs(needed));
  check(what, close ? needed : found, needed);
}

const read = (folder: string, options = {}): Promise<ReadReport> => readSources(folderSources(root, folder), options);
const codes = (report: ReadReport) => [
  ...new Set(report.files.flatMap(({ problems }) => problems.map(({ code }) => code))),
];

function meanOf(result: TaskResult | undefined, metric: string): number | undefined {
  if (result?.table) return headlineOf(result.table, metric)?.mean;
  const summary = result?.summaries[metric];
  return summary?.kind === "aggregate" ? summary.mean : undefined;
}

async function inspectLogs(): Promise<TaskResult[]> {
  const tables = new Map<string, TaskResult["table"][]>();
  const results: TaskResult[] = [];
  for (const said of saidOfAll.filter(({ tool, status }) => tool === "inspect" && status === "success")) {
    const bytes = readFileSync(path.join(root, said.file));
    const report = await readSources([memorySource(said.file, bytes)], { clusterKey: "patient" });
    const [result] = report.results;
    check(`${said.file}: problems`, codes(report), []);
    check(`${said.file}: headline`, report.files[0]?.headerMatches, true);
    check(`${said.file}: task`, result?.header.task, said.task);
    check(`${said.file}: items`, result?.table?.items.length, said.items);
    check(`${said.file}: rows`, result?.table?.epoch.length, said.items * (said.epochs ?? 1));
    const errors = [...(result?.table?.status ?? [])].filter((status) => status === 1).length;
    check(`${said.file}: errors`, errors, said.errors);
    for (const { metric, mean } of said.figures) near(`${said.file}: ${metric}`, meanOf(result, metric), mean);
    check(`${said.file}: clusters`, new Set(result?.table?.cluster).size, Math.ceil(said.items / 4));
    tables.set(said.task, [...(tables.get(said.task) ?? []), result?.table ?? null]);
    if (result) results.push(result);

    const cut = await readSources([memorySource(said.file, bytes.subarray(0, Math.floor(bytes.length * 0.6)))]);
    check(`${said.file}, cut: results`, cut.results.length, 0);
    check(`${said.file}, cut: problems`, codes(cut).length, 1);
  }
  for (const [task, [zip, json]] of tables) check(`${task}: .eval and .json hold the same`, zip, json);
  return results;
}

async function crashedLog(): Promise<void> {
  const report = await read("inspect/crashed");
  const [result] = report.results;
  check("crashed: task", result?.header.task, "dying");
  check("crashed: samples that were finished", result?.table?.items.length, 5);
  check("crashed: its headline", report.files[0]?.headerMatches, "not_comparable");
  check(
    "crashed: it is said",
    report.files[0]?.notes.some(({ code }) => code === "partial_log"),
    true,
  );
}

async function lmEvalResults(): Promise<TaskResult[]> {
  const all: TaskResult[] = [];
  for (const kind of ["samples", "means"]) {
    const report = await read(`lm-eval/${kind}`);
    check(`lm-eval ${kind}: problems`, codes(report), []);
    const said = saidOfAll.filter(({ tool, status }) => tool === "lm-eval" && status === kind);
    check(
      `lm-eval ${kind}: tasks, the group left out`,
      report.results.map(({ header }) => header.task).sort(),
      said.map(({ task }) => task).sort(),
    );
    for (const { task, figures, items, standardErrors } of said) {
      const result = report.results.find(({ header }) => header.task === task);
      for (const { metric, mean } of figures) {
        near(`lm-eval ${kind}: ${task} ${metric}`, meanOf(result, metric), mean);
        const summary = result?.summaries[metric];
        if (kind === "means") {
          check(`lm-eval means: ${task} n`, summary?.kind === "aggregate" ? summary.n : undefined, items);
          const error = standardErrors?.[metric];
          if (typeof error === "number")
            near(`lm-eval means: ${task} error`, summary?.kind === "aggregate" ? summary.standardError : null, error);
        } else check(`lm-eval samples: ${task} items`, result?.table?.items.length, items);
      }
    }
    if (kind === "samples") {
      check("lm-eval samples: headline", [...new Set(report.files.map(({ headerMatches }) => headerMatches))], [true]);
    }
    all.push(...report.results);
  }
  return all;
}

/** One aggregate and its instances for each result; what the format's own validator accepts is asked elsewhere. */
function writeEveryEvalEver(results: readonly TaskResult[]): void {
  const folder = path.join(root, "exported");
  mkdirSync(folder, { recursive: true });
  for (const [at, result] of results.entries()) {
    const uuid = `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
    const { aggregate, instances } = everyEvalEverFiles([result], {
      model: { id: `acme/fresh-${at}`, developer: "acme" },
      organization: "Acme",
      retrievedAt: "1795189727",
      place: { collection: "fresh", developer: "acme", model: "fresh", uuid },
    });
    writeFileSync(path.join(folder, `${uuid}.json`), JSON.stringify(aggregate));
    const lines = [...instances()].map((line) => `${line}\n`).join("");
    if (lines !== "") writeFileSync(path.join(folder, `${uuid}_samples.jsonl`), lines);
  }
}

async function main(): Promise<void> {
  const results = [...(await inspectLogs()), ...(await lmEvalResults())];
  await crashedLog();
  writeEveryEvalEver(results);
  const again = await read("exported");
  check("exported and read again: problems", codes(again), []);
  const means = (list: readonly TaskResult[]) =>
    [
      ...new Set(
        list.flatMap((result) =>
          Object.keys({ ...result.table?.scores, ...result.summaries }).map((metric) =>
            meanOf(result, metric)?.toFixed(9),
          ),
        ),
      ),
    ].sort();
  check("exported and read again: means", means(again.results), means(results));
  for (const failure of failures) console.log(`FAILED ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
