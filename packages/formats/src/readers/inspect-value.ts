import { found } from "../fields.ts";
import type { Json } from "../reader.ts";

const letters: ReadonlyMap<string, number> = new Map([
  ["C", 1],
  ["I", 0],
  ["P", 0.5],
  // no answer, which is scored
  ["N", 0],
]);
const words: ReadonlyMap<string, number> = new Map([
  ["yes", 1],
  ["true", 1],
  ["no", 0],
  ["false", 0],
]);
const numberPattern = /^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$/;

export type InspectScore = { metric: string; score: number | null } | { metric: string; wrong: string };

/**
 * What is a scorer's value worth? One score for a scalar, under the scorer's name; one for each member of a dict or
 * list, under `scorer/key`. NaN, and the null that some writers make of it, is no score.
 *
 * C = 1, I = 0, P = ½, N = 0; yes and true = 1, no and false = 0; numbers and texts that are numbers. Anything else is
 * wrong.
 *
 * @see UKGovernmentBEIS/inspect_ai, src/inspect_ai/scorer/_metric.py, value_to_float
 */
export function inspectScores(scorer: string, value: Json): InspectScore[] {
  if (Array.isArray(value)) return value.map((inner: Json, at) => scalar(`${scorer}/${at}`, inner));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).map(([key, inner]) => scalar(`${scorer}/${key}`, inner as Json));
  }
  return [scalar(scorer, value)];
}

function scalar(metric: string, value: Json): InspectScore {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return { metric, score: null };
  const score = numberOfValue(value);
  if (score === undefined)
    return { metric, wrong: `needed C, I, P, N, yes, no, true, false or a finite number, found ${found(value)}` };
  return { metric, score };
}

function numberOfValue(value: Json): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const known = letters.get(value) ?? words.get(value.toLowerCase());
  if (known !== undefined) return known;
  const number = numberPattern.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
