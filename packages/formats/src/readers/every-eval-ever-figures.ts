import { found, listOf, numberOf, textOf, wholeOf } from "../fields.ts";
import { member } from "../json.ts";
import type { Json, MetricHeader, Problem, TaskHeader } from "../reader.ts";

/** One of an aggregate's `evaluation_results`. */
export interface Figure {
  /** `evaluation_name` */
  name: string;
  resultId: string | undefined;
  metric: string;
  mean: number;
  standardError: number | null;
  n: number | null;
  direction: "higher" | "lower" | null;
  /** a score of −1 means "unknown" */
  unknownLevel: boolean;
  grader: string | null;
  place: string;
}

/** The figures of an aggregate, each of them or what is wrong with it. */
export function readFigures(document: Json): (Figure | { problem: Problem })[] {
  const list = listOf(member(document, "evaluation_results"));
  if (list === undefined) {
    const text = `needed a list of evaluation_results, found ${found(member(document, "evaluation_results"))}`;
    return [{ problem: { place: "/evaluation_results", code: "not_a_list", text } }];
  }
  const figures = list.map((entry, at) => readFigure(entry, `/evaluation_results/${at}`));
  return distinguished(figures);
}

function readFigure(entry: Json, place: string): Figure | { problem: Problem } {
  const name = textOf(member(entry, "evaluation_name"));
  const config = member(entry, "metric_config");
  const details = member(entry, "score_details");
  const mean = numberOf(member(details, "score"));
  if (name === undefined || mean === undefined) {
    const at = name === undefined ? member(entry, "evaluation_name") : member(details, "score");
    const text = `needed an evaluation_name and a number as score_details.score, found ${found(at)}`;
    return { problem: { place, code: "bad_figure", text } };
  }
  const uncertainty = member(details, "uncertainty");
  const standardError = numberOf(member(member(uncertainty, "standard_error"), "value"));
  const lower = member(config, "lower_is_better");
  return {
    name,
    resultId: textOf(member(entry, "evaluation_result_id")),
    metric:
      textOf(member(config, "metric_id")) ??
      textOf(member(config, "metric_name")) ??
      textOf(member(config, "metric_kind")) ??
      textOf(member(config, "evaluation_description")) ??
      "score",
    mean,
    standardError: standardError !== undefined && standardError >= 0 ? standardError : null,
    n: wholeOf(member(uncertainty, "num_samples"), 1) ?? null,
    direction: typeof lower === "boolean" ? (lower ? "lower" : "higher") : null,
    unknownLevel: member(config, "has_unknown_level") === true,
    grader: graderOf(member(config, "llm_scoring")),
    place,
  };
}

/** Two figures of one name and metric are two metrics: their result ids tell them apart. */
function distinguished(figures: (Figure | { problem: Problem })[]): (Figure | { problem: Problem })[] {
  const counts = new Map<string, number>();
  const keyOf = (figure: Figure): string => JSON.stringify([figure.name, figure.metric]);
  for (const figure of figures) {
    if (!("problem" in figure)) counts.set(keyOf(figure), (counts.get(keyOf(figure)) ?? 0) + 1);
  }
  return figures.map((figure) => {
    if ("problem" in figure || counts.get(keyOf(figure)) === 1) return figure;
    if (figure.resultId !== undefined && figure.resultId !== figure.metric) {
      return { ...figure, metric: figure.resultId };
    }
    const text = `needed one figure of ${figure.name} ${figure.metric}, found ${counts.get(keyOf(figure))}`;
    return { problem: { place: figure.place, code: "ambiguous_metric", text } };
  });
}

function graderOf(scoring: Json | undefined): string | null {
  const judges = listOf(member(scoring, "judges")) ?? [];
  const names = judges.flatMap((judge) => {
    const model = member(judge, "model_info");
    return textOf(member(model, "id")) ?? textOf(member(model, "name")) ?? [];
  });
  return names.length === 0 ? null : names.join(", ");
}

/** What an aggregate (or, without one, an instance line) says of the evaluation `name`. */
export function taskHeader(document: Json | undefined, name: string, figures: readonly Figure[]): TaskHeader {
  const model = member(document, "model_info");
  const metrics: [string, MetricHeader][] = figures.map(({ metric, direction, mean }) => [
    metric,
    { direction, mean, headline: "mean" },
  ]);
  return {
    harness: "every-eval-ever",
    task: name,
    variant: null,
    taskVersion: null,
    taskArgs: {},
    model: textOf(member(model, "id")) ?? textOf(member(model, "name")) ?? textOf(member(document, "model_id")) ?? null,
    runId: textOf(member(document, "evaluation_id")) ?? null,
    created:
      textOf(member(document, "evaluation_timestamp")) ?? textOf(member(document, "retrieved_timestamp")) ?? null,
    grader: figures.find((figure) => figure.grader !== null)?.grader ?? null,
    promptHash: null,
    metrics: Object.fromEntries(metrics),
  };
}
