import { createHash } from "node:crypto";
import type { Harness } from "../reader.ts";
import type { Summary, TaskResult } from "../report.ts";
import type { ScoreTable } from "../score-table.ts";
import { headlineOf, isBinary, scoredRows } from "./columns.ts";

const schemaVersion = "0.3.0";

/** What the statistics say of one metric of one result, for the aggregate. */
export interface EveryEvalEverFigures {
  direction?: "higher" | "lower" | null;
  standardError?: { value: number; method: string } | null;
  interval?: { lower: number; upper: number; level: number; method: string; replicates?: number } | null;
}

export interface EveryEvalEverOptions {
  model: { id: string; name?: string; developer?: string };
  organization: string;
  relationship?: "first_party" | "third_party" | "collaborative" | "other";
  /** version of the harness that ran the eval */
  libraryVersion?: string;
  /** Unix time in seconds, as text: when the record was made */
  retrievedAt: string;
  /** where the instances will lie: their path wants a UUID of version 4 */
  place?: { collection: string; developer: string; model: string; uuid: string };
  figures?: (result: TaskResult, metric: string) => EveryEvalEverFigures | undefined;
}

export interface EveryEvalEverFiles {
  /** the aggregate, ready for JSON.stringify */
  aggregate: Record<string, unknown>;
  /** lines of JSON without their newlines; each call starts anew */
  instances(): Iterable<string>;
}

/**
 * Results of one checkpoint and one harness as Every Eval Ever 0.3: an aggregate with a mean, its standard error and our
 * interval for every metric, and a line for every score.
 *
 * The format has no status: rows without a score have no line, and the aggregate counts them. It has no epoch: repeats
 * repeat the `sample_id`, in order, with the epoch in their metadata. Prompts and outputs, which the format asks for,
 * are empty texts: the scores leave without them.
 *
 * @throws {RangeError} if the results are none, or of several harnesses
 * @see evaleval/every_eval_ever: eval.schema.json, instance_level_eval.schema.json
 */
export function everyEvalEverFiles(results: readonly TaskResult[], options: EveryEvalEverOptions): EveryEvalEverFiles {
  const harnesses = [...new Set(results.map(({ header }) => header.harness))];
  const [harness] = harnesses;
  if (harness === undefined || harnesses.length > 1) {
    throw new RangeError(
      `needed results of one harness, found ${harnesses.length === 0 ? "none" : harnesses.join(", ")}`,
    );
  }
  const { model } = options;
  const names = [...new Set(results.map(nameOf))];
  const subject = names.length === 1 ? names[0] : harness;
  const evaluationId = `${subject}/${model.id.replaceAll("/", "_")}/${options.retrievedAt}`;
  const created = [...new Set(results.map(({ header }) => header.created))];
  const about = { evaluationId, modelId: model.id };
  const instances = () => lines(results, about);
  return {
    aggregate: {
      schema_version: schemaVersion,
      evaluation_id: evaluationId,
      ...(created.length === 1 && created[0] !== null && { evaluation_timestamp: created[0] }),
      retrieved_timestamp: options.retrievedAt,
      source_metadata: {
        source_name: "evenmatch",
        source_type: "evaluation_run",
        source_organization_name: options.organization,
        evaluator_relationship: options.relationship ?? "first_party",
      },
      eval_library: { name: libraryNames[harness] ?? harness, version: options.libraryVersion ?? "unknown" },
      model_info: {
        name: model.name ?? model.id,
        id: model.id,
        ...(model.developer !== undefined && { developer: model.developer }),
        additional_details: { deployment_type: "unknown", model_availability: "unknown" },
      },
      evaluation_results: results.flatMap((result) => evaluationResults(result, options)),
      ...detailed(instances, options.place),
    },
    instances,
  };
}

const libraryNames: Partial<Record<Harness, string>> = {
  inspect: "inspect_ai",
  "lm-eval": "lm_eval",
  "simple-evals": "simple_evals",
  "openai-evals": "openai_evals",
};

/** Variant and condition are evaluations of their own. */
function nameOf({ header, condition }: TaskResult): string {
  const variant = header.variant === null ? "" : `/${header.variant}`;
  return `${header.task}${variant}${condition === "" ? "" : ` [${condition}]`}`;
}

function resultId(result: TaskResult, metric: string): string {
  return `${nameOf(result)}:${metric}`;
}

function evaluationResults(result: TaskResult, options: EveryEvalEverOptions): Record<string, unknown>[] {
  const { table, header } = result;
  const details: Record<string, unknown>[] = [];
  const metrics = new Set([...Object.keys(table?.scores ?? {}), ...Object.keys(result.summaries)]);
  for (const metric of metrics) {
    const figures = options.figures?.(result, metric);
    const own = Object.hasOwn(header.metrics, metric) ? header.metrics[metric]?.direction : undefined;
    const direction = figures?.direction ?? own ?? null;
    const scores = table !== null && Object.hasOwn(table.scores, metric) ? scoreFigures(table, metric) : undefined;
    const found = scores ?? summaryFigures(result.summaries[metric] as Summary);
    if (found === undefined) continue;
    const standardError = figures?.standardError ?? found.standardError;
    details.push({
      evaluation_result_id: resultId(result, metric),
      evaluation_name: nameOf(result),
      source_data: { dataset_name: header.task, source_type: "other" },
      metric_config: {
        metric_id: metric,
        lower_is_better: direction === "lower",
        ...(found.isBinary && { score_type: "binary" }),
        ...(direction === null && { additional_details: { direction: "unknown" } }),
      },
      score_details: {
        score: found.mean,
        ...(found.unscored > 0 && { details: { rows_without_score: String(found.unscored) } }),
        uncertainty: {
          ...(standardError !== null && { standard_error: standardError }),
          ...intervalOf(figures),
          ...(found.n !== null && { num_samples: found.n }),
        },
      },
    });
  }
  return details;
}

function intervalOf(figures: EveryEvalEverFigures | undefined): Record<string, unknown> {
  const interval = figures?.interval ?? null;
  if (interval === null) return {};
  const { lower, upper, level, method, replicates } = interval;
  return {
    confidence_interval: { lower, upper, confidence_level: level, method },
    ...(replicates !== undefined && { num_bootstrap_samples: replicates }),
  };
}

interface FoundFigures {
  mean: number;
  standardError: { value: number; method?: string } | null;
  n: number | null;
  isBinary: boolean;
  unscored: number;
}

function scoreFigures(table: ScoreTable, metric: string): FoundFigures | undefined {
  const headline = headlineOf(table, metric);
  if (headline === undefined) return undefined;
  const unscored = table.epoch.length - headline.rows;
  return { mean: headline.mean, standardError: null, n: headline.items, isBinary: isBinary(table, metric), unscored };
}

function summaryFigures(summary: Summary): FoundFigures {
  const common = { isBinary: false, unscored: 0 };
  if (summary.kind === "counts") {
    return { mean: summary.successes / summary.n, standardError: null, n: summary.n, ...common };
  }
  const { mean, standardError, n } = summary;
  return { mean, standardError: standardError === null ? null : { value: standardError }, n, ...common };
}

function* lines(results: readonly TaskResult[], about: { evaluationId: string; modelId: string }): Iterable<string> {
  for (const result of results) {
    const { table } = result;
    if (table === null) continue;
    const name = nameOf(result);
    for (const metric of Object.keys(table.scores)) {
      for (const { item, index, epoch, score } of scoredRows(table, metric)) {
        const hash = table.itemHash?.[index] ?? "";
        const cluster = table.cluster?.[index] ?? "";
        yield JSON.stringify({
          schema_version: schemaVersion,
          evaluation_id: about.evaluationId,
          model_id: about.modelId,
          evaluation_name: name,
          evaluation_result_id: resultId(result, metric),
          sample_id: item,
          sample_hash: hash === "" ? null : hash,
          interaction_type: "single_turn",
          input: { raw: "", reference: [] },
          output: { raw: [] },
          answer_attribution: [],
          evaluation: { score, is_correct: score === 1 },
          metadata: { epoch: String(epoch), ...(cluster !== "" && { cluster }) },
        });
      }
    }
  }
}

function detailed(instances: () => Iterable<string>, place: EveryEvalEverOptions["place"]): Record<string, unknown> {
  if (place === undefined) return {};
  const hash = createHash("sha256");
  let rows = 0;
  for (const line of instances()) {
    hash.update(`${line}\n`);
    rows += 1;
  }
  if (rows === 0) return {};
  const path = `data/${place.collection}/${place.developer}/${place.model}/${place.uuid}_samples.jsonl`;
  const checksum = hash.digest("hex");
  return {
    detailed_evaluation_results: {
      format: "jsonl",
      file_path: path,
      hash_algorithm: "sha256",
      checksum,
      total_rows: rows,
    },
  };
}
