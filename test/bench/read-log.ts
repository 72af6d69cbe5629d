/** Reads the files named, in a fresh process, and prints what it took; by ranges and scans (`read`, `once`) or by parsing everything (`parse`). */
import { readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileSource } from "@evenmatch/cli/file-source";
import { readSources, type Source } from "@evenmatch/formats";
import yauzl from "yauzl";
import { peakMegabytes } from "./peak-megabytes.ts";

/** What a reading process prints. */
export interface LogReading {
  /** of the first reading in a fresh process */
  seconds: number;
  /** of the second one in the same process; next to nothing where it was not asked for */
  again: number;
  peakMegabytes: number;
  rows: number;
  bytesRead: number;
}

const [how, ...files] = process.argv.slice(2);
let bytesRead = 0;

function counted(source: Source): Source {
  const count = (bytes: Uint8Array) => {
    bytesRead += bytes.length;
    return bytes;
  };
  return {
    ...source,
    read: async (start, end) => count(await source.read(start, end)),
    stream: async function* () {
      for await (const chunk of source.stream()) yield count(chunk);
    },
  };
}

async function byReader(): Promise<number> {
  const sources = await Promise.all(files.map(async (file) => counted(await fileSource(file, path.basename(file)))));
  const { results, files: reports } = await readSources(sources, { hashes: "streamed" });
  const problems = reports.flatMap((report) => report.problems);
  if (problems.length > 0) throw new Error(`needed a log without problems, found ${JSON.stringify(problems[0])}`);
  return results.reduce((sum, { table }) => sum + (table?.epoch.length ?? 0), 0);
}

/** Every sample parsed whole: of a document by JSON.parse, of an archive member by member. */
async function byParsing(): Promise<number> {
  const file = files[0] ?? "";
  const bytes = readFileSync(file);
  bytesRead = bytes.length;
  if (!file.endsWith(".eval")) return (JSON.parse(bytes.toString("utf8")) as { samples: unknown[] }).samples.length;
  const zip = await yauzl.fromBufferPromise(bytes);
  let samples = 0;
  for await (const entry of zip.eachEntry()) {
    const value: unknown = JSON.parse(await text(await zip.openReadStreamPromise(entry)));
    if (entry.fileName.startsWith("samples/") && typeof value === "object") samples += 1;
  }
  return samples;
}

const run = how === "parse" ? byParsing : byReader;
const started = performance.now();
const rows = await run();
const seconds = (performance.now() - started) / 1000;
const first = { seconds, peakMegabytes: peakMegabytes(), rows, bytesRead };
const before = performance.now();
if (how !== "once") await run();
const reading: LogReading = { ...first, again: (performance.now() - before) / 1000 };
console.log(JSON.stringify(reading));
