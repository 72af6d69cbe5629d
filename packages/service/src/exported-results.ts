/** Results on their way to files: gathered from files or from a service, the same in both cases. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import { Problem } from "@evenmatch/contract/problem";
import type { RecordedResult } from "@evenmatch/contract/record";
import type { Suite } from "@evenmatch/contract/suite";
import type { TaskRule } from "@evenmatch/contract/upload";
import { memorySource, readSources, type TaskResult } from "@evenmatch/formats";
import type { EveryEvalEverFigures } from "@evenmatch/formats/writers/every-eval-ever";
import { analyseRow, type RowPlan, specVersion } from "@evenmatch/stats";
import { resultHash, type StoredResult } from "@evenmatch/store";
import { suiteInput } from "./compare/score-input.ts";
import { type NamedResult, nameResults } from "./ingest/recognise-results.ts";
import { taskResult } from "./scores.ts";

/** A result under its suite, and what that suite means. */
export interface ExportedResult {
  stored: StoredResult;
  definition: Suite;
}

/** The results of a checkpoint that are to be written. */
export interface ExportedCheckpoint {
  checkpoint: string;
  /** null where it stands in none */
  arm: "treatment" | "baseline" | null;
  body: Checkpoint;
  results: ExportedResult[];
}

/** Results as they were read from files. */
export function exportedOf(named: readonly NamedResult[]): ExportedResult[] {
  return named.map(({ stored, recognition }) => ({ stored, definition: recognition.suiteDefinition }));
}

/**
 * A result out of the rows that a service sent.
 *
 * @throws {Problem} invalid_file where they are not the scores of this hash
 */
export async function resultOfLines(lines: string, recorded: RecordedResult): Promise<ExportedResult> {
  const { suite, variant, metric, definition } = recorded;
  const { results } = await readSources([memorySource("rows.ndjson", Buffer.from(lines))]);
  const [task] = results;
  const stored = task === undefined ? undefined : { ...withoutFiles(task), suite, variant, metric };
  const hash = stored === undefined ? "none" : resultHash(stored);
  if (stored === undefined || results.length > 1 || hash !== recorded.resultHash) {
    const text = `${suite}: needed the scores of result ${recorded.resultHash}, found those of ${hash}`;
    throw new Problem("invalid_file", text);
  }
  return { stored, definition };
}

function withoutFiles({ files: _, ...rest }: TaskResult): Omit<TaskResult, "files"> {
  return rest;
}

/**
 * What has to be said for these results to come under the same suites when their rows are read again: nothing where
 * recognition finds them, else a rule for each.
 *
 * A task that stands under several names in different conditions can't be told by rules: the first name holds.
 */
export function namingRules(results: readonly ExportedResult[]): TaskRule[] {
  const rules = new Map<string, TaskRule>();
  for (const { stored } of results) {
    const { suite, variant, metric, header } = stored;
    const found = nameResults({ files: [], results: [taskResult(stored)] }, {});
    const same = (row: NamedResult) =>
      row.stored.suite === suite && row.stored.variant === variant && row.stored.metric === metric;
    if (found.some(same)) continue;
    // a name may hold what patterns give a meaning: any character will do in its place
    const rule = { task: header.task.replace(/[*?{}]/g, "?"), harness: header.harness, suite, variant, metric };
    const key = JSON.stringify([rule.harness, rule.task]);
    if (!rules.has(key)) rules.set(key, rule);
  }
  return [...rules.values()];
}

/** The suites that mean something else than their logs alone say. */
export function suiteDeclarations(results: readonly ExportedResult[]): Record<string, Suite> {
  const declared: Record<string, Suite> = {};
  for (const { stored, definition } of results) {
    const [recognised] = nameResults({ files: [], results: [taskResult(stored)] }, stored);
    const own = recognised?.recognition.suiteDefinition;
    if (JSON.stringify(own) !== JSON.stringify(definition)) declared[stored.suite] = definition;
  }
  return declared;
}

/** An arm's mean with its standard error and 95 % interval, as every table here has them; undefined where there is none. */
export function ownFigures({ stored, definition }: ExportedResult, plan: RowPlan): EveryEvalEverFigures | undefined {
  const arm = [{ seed: stored.seed, result: stored }];
  const { metric } = stored;
  if (stored.judgements.length > 0 || metric === "") return undefined;
  const key = `${stored.suite}/${stored.variant}/${stored.condition}/${metric}`;
  const input = suiteInput({ key, metric, definition: definition.metric, treatment: arm, baseline: arm });
  const { standardError, interval } = analyseRow(input, plan).treatment;
  const { direction } = definition.metric;
  const method = `evenmatch ${specVersion}`;
  return {
    direction: direction === "higher" || direction === "lower" ? direction : null,
    standardError: standardError === null ? null : { value: standardError, method },
    interval: interval === null ? null : { lower: interval[0], upper: interval[1], level: plan.level, method },
  };
}
