/** Native rows read and checked, and in turn the least that anyone must do: split the lines and parse the JSON. */
import { memorySource, readSources } from "@evenmatch/formats";

/** What is printed, as JSON. */
export interface NativeReading {
  lines: number;
  megabytes: number;
  /** pair by pair, s */
  ours: number[];
  parsing: number[];
}

const lines = 300_000;

function nativeFile(): Uint8Array {
  const rows: string[] = [];
  for (let i = 0; i < lines; i += 1) {
    rows.push(
      JSON.stringify({ suite: "bench", item: `item-${i}`, score: (i * 7919) % 2, epoch: 1, cluster: `c${i % 500}` }),
    );
  }
  return Buffer.from(`${rows.join("\n")}\n`);
}

function splitAndParse(bytes: Uint8Array): number {
  let sum = 0;
  for (const line of Buffer.from(bytes).toString("utf8").split("\n")) {
    if (line !== "") sum += (JSON.parse(line) as { score: number }).score;
  }
  return sum;
}

const pairs = Number(process.argv[2]);
const bytes = nativeFile();
const reading: NativeReading = { lines, megabytes: bytes.length / 1e6, ours: [], parsing: [] };
for (let pair = 0; pair < pairs; pair += 1) {
  const before = performance.now();
  const expected = splitAndParse(bytes);
  const between = performance.now();
  const { results, files } = await readSources([memorySource("rows.ndjson", bytes)]);
  const after = performance.now();
  const scores = results[0]?.table?.scores.score;
  if (scores === undefined || scores.reduce((sum, score) => sum + score, 0) !== expected) {
    throw new Error(`the reader's sum differs from the plain one: ${JSON.stringify(files[0]?.problems.slice(0, 3))}`);
  }
  reading.parsing.push((between - before) / 1000);
  reading.ours.push((after - between) / 1000);
}
console.log(JSON.stringify(reading));
