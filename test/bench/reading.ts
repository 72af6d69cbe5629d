/** Native rows read and checked, beside the least that anyone must do: split the lines and parse the JSON. */
import { memorySource, readSources } from "@evenmatch/formats";
import type { NoteGoal } from "./goals.ts";

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

/** One row of the page: our reader's speed as a share of split + JSON.parse. */
export async function readingRow(pairs: number, note: NoteGoal): Promise<string> {
  const bytes = nativeFile();
  const shares: number[] = [];
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
    shares.push((between - before) / (after - between));
  }
  shares.sort((left, right) => left - right);
  const middle = shares[Math.floor(shares.length / 2)] ?? 0;
  note({
    what: "native NDJSON against split + JSON.parse",
    goal: 0.8,
    least: true,
    found: middle,
    unit: "×",
    bound:
      "beside parsing it checks each field, hashes the file, finds each item's id, sorts ids by their bytes and lays columns",
  });
  return `Native NDJSON, ${lines.toLocaleString("en")} lines of ${(bytes.length / 1e6).toFixed(0)} MB, read, checked, columned and hashed:
**${middle.toFixed(2)}×** the speed of splitting the text and calling JSON.parse on every line (${pairs} pairs in one
process, ${(shares[0] ?? 0).toFixed(2)} – ${(shares.at(-1) ?? 0).toFixed(2)}).`;
}
