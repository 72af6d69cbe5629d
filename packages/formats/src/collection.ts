import type { Bundle, Segment } from "./bundle.ts";
import { ContentError } from "./content-error.ts";
import type { FileLog } from "./file-log.ts";
import { groupSink } from "./group-sink.ts";
import { type Held, TooMany } from "./held.ts";
import { maxTasks } from "./limits.ts";
import type { FileReading, Group, Harness, Problem, Reader, TaskHeader } from "./reader.ts";
import { newScoreBuilder } from "./score-builder.ts";

export interface Collection {
  segments: readonly Segment[];
  /** by harness, task, version, arguments, condition and seed */
  bundles: Map<string, Bundle>;
  /** Reads one group to its end; what is wrong with it goes to the logs. Throws where a source fails. */
  readGroup(reader: Reader, group: Group, logs: readonly FileLog[], options: FileReading): Promise<void>;
}

interface Conditions {
  given: string;
  named: string;
}

/** A reading at its beginning: groups are read into it one after another. */
export function collection(): Collection {
  const segments: Segment[] = [];
  const bundles = new Map<string, Bundle>();
  const held: Held = { items: 0, cells: 0 };

  /** `given`: the condition of the whole file; `named`: that of the rows */
  function bundleOf(header: TaskHeader, { given, named }: Conditions, seed: string | null): Bundle {
    const condition = given === "" || named === "" ? given + named : `${given}+${named}`;
    const key = bundleKey(header, condition, seed);
    const known = bundles.get(key);
    if (known !== undefined) return known;
    if (bundles.size >= maxTasks) throw new TooMany("too_many_tasks", maxTasks, "tasks in one reading");
    const builder = newScoreBuilder(held);
    const bundle = { header, condition, named: named !== "", seed, builder, summaries: [], judgements: [] };
    bundles.set(key, bundle);
    return bundle;
  }

  async function readGroup(
    reader: Reader,
    group: Group,
    logs: readonly FileLog[],
    { condition: given = "", ...options }: FileReading,
  ): Promise<void> {
    const first = logs[0] as FileLog;
    const byName = new Map(logs.map((log) => [log.source.name, log]));
    const logOf = (name: string | undefined): FileLog => (name === undefined ? first : (byName.get(name) ?? first));
    const base = segments.length;
    for (const log of logs) log.readBy(reader.format, reader.version);
    const sink = groupSink({
      segments,
      base,
      logOf,
      runOf: runName(reader.harness, group),
      bundleOf: (header, named, seed) => bundleOf(header, { given, named }, seed),
    });
    try {
      for await (const read of reader.read(group, options)) {
        if ("type" in read) sink(read);
        else for (const event of read) sink(event);
      }
    } catch (error) {
      const problem = fatalProblem(error);
      if (problem === undefined) throw error;
      for (const log of logs) log.withdraw();
      logOf(problem.file).problem(problem);
    }
  }

  return { segments, bundles, readGroup };
}

function fatalProblem(error: unknown): Problem | undefined {
  if (error instanceof ContentError) {
    return { place: error.place, code: error.code, text: error.message, file: error.file, fatal: true };
  }
  if (error instanceof TooMany) return { place: "", code: error.code, text: error.message, fatal: true };
  return undefined;
}

/**
 * Native rows merge, unless a header line names the run they came from; in every other format a file without a run's id
 * is a run of its own.
 */
function runName(harness: Harness, group: Group): (header: TaskHeader) => string {
  const name = group.sources[0]?.source.name ?? "";
  return (header) => header.runId ?? (harness === "native" ? "" : `file ${name}`);
}

/** Python and JavaScript order keys as they were written: the same arguments are the same task. */
export function bundleKey(header: TaskHeader, condition: string, seed: string | null): string {
  const args = Object.entries(header.taskArgs).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return JSON.stringify([header.harness, header.task, header.variant, header.taskVersion, args, condition, seed]);
}
