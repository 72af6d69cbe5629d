/** What the fuzzer mutates: files that belong together, real ones where they are there, and some of our own. */
import path from "node:path";
import { nativeParquetBytes, readSources, type Source } from "@evenmatch/formats";
import { memorySource } from "@evenmatch/formats/source";
import { sharedFolder } from "../shared-files.ts";
import { detailsSource } from "./parquet-files.ts";
import { folderSources, rowsSource, textSource, zipBytes } from "./sources.ts";

export interface Unit {
  name: string;
  files: readonly { name: string; bytes: Uint8Array }[];
}

export async function fuzzUnits(): Promise<Unit[]> {
  const own = await ownUnits();
  const shared = sharedFolder();
  return shared === undefined ? own : [...own, ...(await realUnits(path.join(shared, "fixtures")))];
}

async function unit(name: string, sources: readonly Source[]): Promise<Unit> {
  const files = [];
  for (const source of sources)
    files.push({ name: source.name, bytes: Uint8Array.from(await source.read(0, source.size)) });
  return { name, files };
}

async function ownUnits(): Promise<Unit[]> {
  const rows = Array.from({ length: 40 }, (_, at) => ({
    suite: "s",
    metric: at % 2 === 0 ? "acc" : "f1",
    item: `i${at >> 1}`,
    ...(at % 9 === 4 ? { score: null, status: "error" } : { score: at / 8 }),
    ...(at % 5 === 0 && { cluster: `c${at % 3}` }),
  }));
  const ndjson = rowsSource("rows.ndjson", rows);
  const header = "suite,item,epoch,score,status\n";
  const csv = textSource(
    "rows.csv",
    header + rows.map((row, at) => `s,i${at},1,${row.score ?? ",error"}${row.score === null ? "" : ","}\n`).join(""),
  );
  const { results } = await readSources([ndjson]);
  const parquet = memorySource("rows.parquet", nativeParquetBytes(results));
  const zip = memorySource(
    "rows.zip",
    await zipBytes({ "a/rows.ndjson": Buffer.from(await ndjson.read(0, ndjson.size)) }),
  );
  const details = detailsSource(
    "d.parquet",
    Array.from({ length: 30 }, (_, at) => ({ id: `${at}`, task: "t|0", metric: { em: at % 2 } })),
  );
  return [
    await unit("native NDJSON", [ndjson]),
    await unit("native CSV", [csv]),
    await unit("native Parquet", [parquet]),
    await unit("zip of native NDJSON", [zip]),
    await unit("LightEval details", [details]),
  ];
}

async function realUnits(root: string): Promise<Unit[]> {
  const sources = folderSources(root, ".").filter(({ name }) => name.includes("/") && !name.endsWith("schema.json"));
  const groups = new Map<string, Source[]>();
  for (const source of sources) {
    const folder = path.posix.dirname(source.name);
    const named = /(baseline|treatment)-step1000/.exec(path.posix.basename(source.name))?.[0];
    const run = named ?? (folder.startsWith("simple_evals") ? "baseline-step1000" : "");
    const alone = /\/(inspect|every_eval_ever)$/.test(`/${folder}`)
      ? source.name.replace(/(_samples)?\.jsonl?$/, "")
      : folder;
    const key = `${alone} ${run}`;
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  const units = [...groups].map(([name, files]) => unit(name.trim(), files));
  return Promise.all(units);
}
