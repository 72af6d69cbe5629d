/** What there is to export: files of this machine, or results of a service. */
import { type Client, ServiceError } from "@evenmatch/client";
import type { Plan } from "@evenmatch/contract/plan";
import type { ComparisonRecord, RecordedCheckpoint } from "@evenmatch/contract/record";
import type { Suite } from "@evenmatch/contract/suite";
import {
  type ExportedCheckpoint,
  type ExportedResult,
  exportedOf,
  resultOfLines,
} from "@evenmatch/service/exported-results";
import { type ReadingOptions, readFiles } from "@evenmatch/service/read-files";
import { CommandError } from "./failure.ts";
import { reportLines } from "./problem-lines.ts";
import { pushWork } from "./push-shares.ts";

export interface Exported {
  checkpoints: ExportedCheckpoint[];
  /** of a comparison */
  plan?: Plan;
  /** problems of files, to be said at the end */
  lines: string[];
}

type Progress = (done: number, total: number, what: string) => void;

/** Result files of one checkpoint, or a folder shared out by a mapping. @throws {CommandError} as `pushWork` */
export async function exportedFiles(
  files: readonly string[],
  options: ReadingOptions & { checkpoint: string; map?: string },
): Promise<Exported & { ignored: string[] }> {
  const { shares, ignored, plan } = await pushWork(files, options);
  const checkpoints: ExportedCheckpoint[] = [];
  const lines: string[] = [];
  for (const { checkpoint, arm, body, sources, reading } of shares) {
    const { named, reports } = await readFiles(sources, reading);
    lines.push(...reportLines(reports));
    checkpoints.push({ checkpoint, arm, body, results: exportedOf(named) });
  }
  return { checkpoints, lines, ignored, ...(plan && { plan }) };
}

/** The current results of a checkpoint. @throws {ServiceError} */
export async function exportedCheckpoint(client: Client, checkpoint: string, onProgress: Progress): Promise<Exported> {
  const path = `/v1/checkpoints/${encodeURIComponent(checkpoint)}/results`;
  const recorded = await client.get<RecordedCheckpoint>(path);
  const results = await fetched(client, path, { recorded, meaning: () => undefined, onProgress });
  return { checkpoints: [{ checkpoint, arm: null, body: recorded.declared, results }], lines: [] };
}

/** Every result that a comparison was made from, with its plan and how its suites were read. @throws {ServiceError} */
export async function exportedComparison(client: Client, digest: string, onProgress: Progress): Promise<Exported> {
  const { arms, suites, plan } = await client.get<ComparisonRecord>(`/v1/comparisons/${digest}/record`);
  const checkpoints: ExportedCheckpoint[] = [];
  for (const arm of ["treatment", "baseline"] as const) {
    for (const recorded of arms[arm]) {
      const { checkpoint, declared: body } = recorded;
      const path = `/v1/comparisons/${digest}/results`;
      const meaning = (key: string) => suites.rows[key];
      checkpoints.push({
        checkpoint,
        arm,
        body,
        results: await fetched(client, path, { recorded, meaning, onProgress }),
      });
    }
  }
  return { checkpoints, plan, lines: [] };
}

async function fetched(
  client: Client,
  path: string,
  from: { recorded: RecordedCheckpoint; meaning: (key: string) => Suite | undefined; onProgress: Progress },
): Promise<ExportedResult[]> {
  const { results, checkpoint } = from.recorded;
  const exported: ExportedResult[] = [];
  for (const [index, recorded] of results.entries()) {
    const { suite, variant, condition, metric, resultHash } = recorded;
    from.onProgress(index, results.length, `${checkpoint} ${suite}`);
    const { text } = await client.fetchText(`${path}/${resultHash}.ndjson`);
    const found = await resultOfLines(text, recorded);
    const definition = from.meaning(`${suite}/${variant}/${condition}/${metric}`) ?? found.definition;
    exported.push({ ...found, definition });
  }
  return exported;
}

/** The digest of an experiment's comparison of the latest results, after a wait for it; undefined where there is no such experiment. @throws {CommandError} where it has none */
export async function digestOfExperiment(client: Client, experiment: string): Promise<string | undefined> {
  try {
    // what was pushed a moment ago belongs to it
    const { digest, failure } = await client.settled(experiment);
    if (digest !== null) return digest;
    throw new CommandError(
      `${experiment}: needed a comparison, found none: ${failure ?? "it is being computed"} (no_comparison)`,
    );
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
