/** Logs of 100 MB beside parsing all of them, and logs of 1 GB: what is read of them, and in how much memory. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { NoteGoal } from "./goals.ts";
import { writeEval, writeInspectJson, writeLmEval, writeNative } from "./log-files.ts";
import { median } from "./median.ts";
import type { LogReading } from "./read-log.ts";

const megabyte = 1_000_000;

/** The section of the page; `reader` is the bundled read-log. */
export async function largeLogsSection(reader: string, pairs: number, note: NoteGoal): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const read = (how: "read" | "once" | "parse", files: readonly string[]): LogReading => {
    const out = execFileSync(process.execPath, ["--max-old-space-size=4096", reader, how, ...files], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    return JSON.parse(out) as LogReading;
  };

  const beside: string[] = [];
  for (const [name, write] of [
    ["an Inspect log, `.eval`", (file: string) => writeEval(`${file}.eval`, 100 * megabyte, { compress: true })],
    ["an Inspect log, `.json`", (file: string) => writeInspectJson(`${file}.json`, 100 * megabyte)],
  ] as const) {
    const file = path.join(folder, "hundred");
    const count = await write(file);
    const whole = `${file}${name.includes(".eval") ? ".eval" : ".json"}`;
    const { size } = statSync(whole);
    const ratios: { first: number; again: number }[] = [];
    let [ours, theirs]: (LogReading | undefined)[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      process.stderr.write(`bench: ${name}, pair ${pair + 1} of ${pairs}\n`);
      ours = read("read", [whole]);
      theirs = read("parse", [whole]);
      if (ours.rows !== count || theirs.rows !== count)
        throw new Error(`${name}: needed ${count} samples, found ${ours.rows} and ${theirs.rows}`);
      ratios.push({ first: theirs.seconds / ours.seconds, again: theirs.again / ours.again });
    }
    if (ours === undefined || theirs === undefined) throw new Error("needed at least one pair");
    beside.push(
      `| ${name} | ${(size / megabyte).toFixed(0)} | ${((100 * ours.bytesRead) / size).toFixed(2)} % | **${median(ratios.map(({ first }) => first)).toFixed(1)}×** | **${median(ratios.map(({ again }) => again)).toFixed(1)}×** | ${ours.peakMegabytes.toFixed(0)} | ${theirs.peakMegabytes.toFixed(0)} |`,
    );
    rmSync(whole);
    if (!whole.endsWith(".eval")) continue;
    note({
      what: "bytes read of a 100 MB `.eval`",
      goal: 1,
      least: false,
      found: (100 * ours.bytesRead) / size,
      unit: " %",
      bound: "the archive's directory and the summaries",
    });
    note({
      what: "a `.eval` by ranges against parsing all of it",
      goal: 20,
      least: true,
      found: median(ratios.map(({ first }) => first)),
      unit: "×",
      bound: `the directory of the archive and the summaries, ${count} entries each, take ${ours.seconds.toFixed(2)} s; texts without structure are quick to parse`,
    });
  }

  const large: string[] = [];
  const line = (name: string, files: readonly string[], rows: number) => {
    process.stderr.write(`bench: ${name}\n`);
    const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
    const found = read("once", files);
    if (found.rows !== rows) throw new Error(`${name}: needed ${rows} rows, found ${found.rows}`);
    large.push(
      `| ${name} | ${(size / megabyte).toFixed(0)} | ${rows.toLocaleString("en")} | ${found.seconds.toFixed(1)} | ${found.peakMegabytes.toFixed(0)} |`,
    );
    for (const file of files) rmSync(file);
    note({
      what: `memory for 1 GB: ${name}`,
      goal: 256,
      least: false,
      found: found.peakMegabytes,
      unit: " MB",
      bound:
        "rows as they came, all ids and hashes as bytes, the order of both and the finished columns are held together; then the columns and all ids as texts",
    });
  };
  const gigabyte = 1000 * megabyte;
  const whole = (name: string) => path.join(folder, name);
  line(
    "an Inspect log, `.eval`",
    [whole("large.eval")],
    await writeEval(whole("large.eval"), gigabyte, { compress: false }),
  );
  line("an Inspect log, `.json`", [whole("large.json")], await writeInspectJson(whole("large.json"), gigabyte));
  const lmEval = await writeLmEval(folder, gigabyte);
  line("samples of lm-evaluation-harness", lmEval.files.map(whole), lmEval.count);
  line(
    "native rows, as many as one reading takes",
    [whole("rows.ndjson")],
    await writeNative(whole("rows.ndjson"), 4_000_000),
  );
  rmSync(folder, { recursive: true, force: true });

  return `A log of 100 MB beside parsing all of it (the archive's members one by one, the document by JSON.parse), each in a fresh
process, ${pairs} pairs in turn: what is read of the file, how much faster at the first reading and at a second one in the same
process, and the peak memory, MB. A document is read whole, and a third of that time is its SHA-256, which parsing has not to make.

| log | MB | read | faster, first | faster, again | memory | memory, parsing |
|---|---|---|---|---|---|---|
${beside.join("\n")}

Logs of 1 GB, each in a fresh process:

| log | MB | rows | s | peak memory, MB |
|---|---|---|---|---|
${large.join("\n")}`;
}
