/**
 * Mutates every known file, bytes and structure, and reads what comes of it: `tsx test/formats/fuzz.ts --seconds 60
 * --seed 1`. A case that fails is repeated by `--case N`.
 *
 * A failure: an error that isn't a report, a case of more than ten seconds of processor time, a reading process of more
 * than 512 MB, a score that changed though its file vouches for it. The reading is done by a process of its own, which
 * is watched; its heap is held to 384 MB so that garbage doesn't count. Every known file has to have been mutated in the
 * end, or that is a failure too.
 */
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ReadReport } from "@evenmatch/formats";
import type { CaseResult } from "./fuzz-case.ts";
import { fuzzCase, readUnit } from "./fuzz-case.ts";
import { mutations } from "./fuzz-mutations.ts";
import { fuzzUnits } from "./fuzz-units.ts";

const maxCaseMs = 10_000;
const maxMegabytes = 512;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    case: { type: "string" },
    reader: { type: "boolean", default: false },
  },
});

type Message =
  | { start: number }
  | { files: string[] }
  | { done: number; result: CaseResult; cpuMs: number }
  | { failed: number; error: string };

/** Seeds of cases, spread so that neighbouring runs share none. */
function caseSeed(seed: number, index: number): number {
  return (Math.imul(seed, 0x9e3779b1) + index) >>> 0;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function beReader(): Promise<void> {
  const send = (message: Message): void => void process.send?.(message);
  const units = await fuzzUnits();
  const before: ReadReport[] = [];
  for (const unit of units) before.push(await readUnit(unit.files));
  process.on("message", async (index: number) => {
    send({ start: index });
    const started = cpuMs();
    try {
      const result = await fuzzCase(units, before, { seed: caseSeed(Number(values.seed), index), turn: index });
      send({ done: index, result, cpuMs: cpuMs() - started });
    } catch (error) {
      send({ failed: index, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  send({ files: units.flatMap((unit) => unit.files.map(({ name }) => name)) });
}

function megabytesOf(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // no such file system here: the heap's own limit remains
  }
}

/** Processor time of a process that may be too busy to say so, in ms; the clock where it can't be had. */
function processorMs(child: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return performance.now();
  }
}

function startReader(): ChildProcess {
  return fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), "--reader"], {
    execArgv: [...process.execArgv, "--max-old-space-size=384"],
  });
}

async function watch(): Promise<number> {
  /** the clock starts once everything has been read unharmed */
  let end = Number.POSITIVE_INFINITY;
  const outcomes = new Map<string, Map<string, number>>();
  const failures: string[] = [];
  const untouched = new Set<string>();
  const touched = new Set<string>();
  let cases = 0;
  let slowest = { cpuMs: 0, what: "none" };
  let next = values.case === undefined ? 0 : Number(values.case);
  let peak = 0;

  while (performance.now() < end || next === Number(values.case ?? -1)) {
    const child = startReader();
    let current = -1;
    let startedAt = 0;
    const ended = await new Promise<string | undefined>((resolve) => {
      const poll = setInterval(() => {
        const megabytes = megabytesOf(child);
        peak = Math.max(peak, megabytes);
        if (megabytes > maxMegabytes) resolve(`${Math.round(megabytes)} MB`);
        else if (current >= 0 && processorMs(child) - startedAt > maxCaseMs) resolve("more than ten seconds");
      }, 50);
      child.on("exit", (code, signal) => resolve(`the process ended: ${code ?? signal}`));
      child.on("message", (message: Message) => {
        if ("start" in message) {
          current = message.start;
          startedAt = processorMs(child);
          return;
        }
        if ("files" in message) {
          for (const file of message.files) untouched.add(file);
          end = Math.min(end, performance.now() + Number(values.seconds) * 1000);
        } else if ("failed" in message) failures.push(`case ${message.failed}: ${message.error}`);
        else {
          const { mutation, outcome, what, detail, file } = message.result;
          if (outcome !== "inapplicable") touched.add(file);
          if (message.cpuMs > slowest.cpuMs) slowest = { cpuMs: message.cpuMs, what };
          const counts = outcomes.get(mutation) ?? new Map();
          outcomes.set(mutation, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
          if (outcome === "silently wrong") failures.push(`case ${message.done}: ${what}: ${detail}`);
          if (values.case !== undefined) console.log(message.result);
          cases += 1;
        }
        const isLast =
          values.case === undefined ? performance.now() >= end : message !== undefined && next > Number(values.case);
        if (isLast) resolve(undefined);
        else {
          child.send(next);
          next += 1;
        }
      });
      child.on("close", () => clearInterval(poll));
    });
    if (ended !== undefined) failures.push(`case ${current}: ${ended}`);
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
    if (ended === undefined || values.case !== undefined) break;
  }

  for (const [mutation, counts] of [...outcomes].sort()) {
    console.log(mutation.padEnd(44), [...counts].map(([outcome, count]) => `${outcome} ${count}`).join(", "));
  }
  for (const file of touched) untouched.delete(file);
  if (values.case === undefined) for (const file of untouched) failures.push(`${file}: never mutated`);
  console.log(
    `seed ${values.seed}, ${mutations.length} mutations, ${touched.size} files, at most ${Math.round(peak)} MB`,
  );
  console.log(`slowest ${Math.round(slowest.cpuMs)} ms of processor time: ${slowest.what}`);
  for (const failure of failures) console.log(`FAILED ${failure}`);
  console.log(`${cases} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

if (values.reader) {
  beReader();
} else {
  watch().then((code) => {
    process.exitCode = code;
  });
}
