import { execFileSync } from "node:child_process";
import type { NoteGoal } from "./goals.ts";
import { median } from "./median.ts";
import type { NativeReading } from "./read-native.ts";

/** One row of the page: our reader's speed as a share of split + JSON.parse; `reader` is the bundled read-native. */
export function readingRow(reader: string, pairs: number, note: NoteGoal): string {
  const out = execFileSync(process.execPath, [reader, String(pairs)], { encoding: "utf8" });
  const { lines, megabytes, ours, parsing } = JSON.parse(out) as NativeReading;
  const shares = parsing.map((seconds, pair) => seconds / (ours[pair] ?? Number.NaN));
  const middle = median(shares);
  note({
    what: "native NDJSON against split + JSON.parse",
    goal: 0.8,
    least: true,
    found: middle,
    unit: "×",
    bound:
      "beside parsing it checks each field, hashes the file, finds each item's id, sorts ids by their bytes and lays columns",
  });
  return `Native NDJSON, ${lines.toLocaleString("en")} lines of ${megabytes.toFixed(0)} MB, read, checked, columned and hashed:
**${middle.toFixed(2)}×** the speed of splitting the text and calling JSON.parse on every line (${pairs} pairs in one
process, ${Math.min(...shares).toFixed(2)} – ${Math.max(...shares).toFixed(2)}).`;
}
