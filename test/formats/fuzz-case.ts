/** One case of the fuzzer: a file mutated, everything read, and what came of it judged. */
import { expandSources, type ReadReport, readSources, type TaskResult } from "@evenmatch/formats";
import { memorySource } from "@evenmatch/formats/source";
import { type Mutation, mutations } from "./fuzz-mutations.ts";
import { type Random, random } from "./fuzz-random.ts";
import type { Unit } from "./fuzz-units.ts";

export type Outcome = "same" | "problem" | "mismatch" | "other cells" | "changed" | "inapplicable" | "silently wrong";

export interface CaseResult {
  what: string;
  /** the file that was mutated */
  file: string;
  mutation: string;
  outcome: Outcome;
  detail: string;
}

export async function readUnit(files: Unit["files"]): Promise<ReadReport> {
  const sources = files.map(({ name, bytes }) => memorySource(name, bytes));
  return readSources(await expandSources(sources), { model: "baseline", runs: "epochs" });
}

/** `cells` of every result, by task, metric, item and epoch. */
export function cellsOf(results: readonly TaskResult[]): Map<string, { score: number; check: string }> {
  const cells = new Map<string, { score: number; check: string }>();
  for (const { header, condition, seed, table } of results) {
    if (table === null) continue;
    for (const [metric, scores] of Object.entries(table.scores)) {
      for (const [index, item] of table.items.entries()) {
        for (let row = table.offsets[index] as number; row < (table.offsets[index + 1] as number); row += 1) {
          const task = [header.harness, header.task, header.variant, header.taskVersion, condition, seed];
          const key = JSON.stringify([...task, metric, item, table.epoch[row]]);
          cells.set(key, { score: scores[row] as number, check: JSON.stringify([header.task, metric]) });
        }
      }
    }
  }
  return cells;
}

/** Mutates by `seed`, the files in turn: the same seed and turn are the same case. */
export async function fuzzCase(
  units: readonly Unit[],
  before: readonly ReadReport[],
  { seed, turn }: { seed: number; turn: number },
): Promise<CaseResult> {
  const dice = random(seed);
  const files = units.flatMap((unit, at) => unit.files.map((file) => ({ unit, at, file })));
  const { unit, at, file } = files[turn % files.length] as (typeof files)[number];
  const { mutation, bytes } = mutated(file.bytes, dice);
  const what = `${unit.name}: ${file.name}: ${mutation.name}`;
  const about = { what, file: file.name, mutation: mutation.name };
  if (bytes === undefined) return { ...about, outcome: "inapplicable", detail: "" };
  const together = unit.files.map((one) => (one === file ? { ...one, bytes } : one));
  const { outcome, detail } = judged(before[at] as ReadReport, await readUnit(together), mutation.keeps);
  return { ...about, outcome, detail };
}

/** Not every mutation can be done to every file: some pick can, or a few tries are enough to see that none will. */
function mutated(bytes: Uint8Array, dice: Random): { mutation: Mutation; bytes: Uint8Array | undefined } {
  for (let tries = 1; ; tries += 1) {
    const mutation = dice.pick(mutations);
    const result = mutation.apply(bytes, dice);
    if (result !== undefined || tries === 20) return { mutation, bytes: result };
  }
}

function judged(before: ReadReport, after: ReadReport, keeps: boolean): { outcome: Outcome; detail: string } {
  const old = cellsOf(before.results);
  const now = cellsOf(after.results);
  const known = new Set(before.files.flatMap((file) => file.problems.map(({ code }) => code)));
  const problems = after.files
    .flatMap((file) => file.problems.map(({ code }) => code))
    .filter((code) => !known.has(code));
  const checks = new Map<string, Set<unknown>>();
  for (const file of after.files) {
    for (const check of file.checks) {
      const key = JSON.stringify([check.task, check.metric]);
      checks.set(key, (checks.get(key) ?? new Set()).add(check.matches));
    }
  }
  // a score that got lost is no wrong score: its row may have become unreadable, and its status says so
  const changed = [...now].filter(([key, { score }]) => {
    const was = old.get(key)?.score;
    if (was === undefined || Number.isNaN(score)) return false;
    // no headline can tell a difference smaller than its own rounding
    return Number.isNaN(was) || Math.abs(was - score) > 1e-6;
  });
  // a file that vouches for a score that it didn't have, and nothing was said
  const vouched = changed.find(([, { check }]) => {
    const matches = checks.get(check);
    return problems.length === 0 && matches !== undefined && matches.has(true) && !matches.has(false);
  });
  const wrong = keeps ? changed[0] : vouched;
  if (wrong !== undefined) {
    const [key, { score }] = wrong;
    return { outcome: "silently wrong", detail: `${key}: ${old.get(key)?.score} became ${score}` };
  }
  if (problems.length > 0) return { outcome: "problem", detail: problems.join(" ") };
  if ([...checks.values()].some((matches) => matches.has(false))) return { outcome: "mismatch", detail: "" };
  if (changed.length > 0) return { outcome: "changed", detail: changed[0]?.[0] ?? "" };
  return { outcome: now.size === old.size ? "same" : "other cells", detail: "" };
}
