import { contentHash } from "../content-hash.ts";
import { found, numberOf, textOf, wholeOf } from "../fields.ts";
import { isObject, member } from "../json.ts";
import type { Json, Problem } from "../reader.ts";

export interface PromptfooRow {
  /** hash of the test's variables and assertions */
  item: string;
  /** hash of its variables alone */
  itemHash: string;
  promptIndex: number;
  testIndex: number;
  provider: string;
  isError: boolean;
  isPass: boolean;
  score: number;
  named: Record<string, number>;
  cluster: string | undefined;
  place: string;
}

/** promptfoo's ResultFailureReason.ERROR */
const failedToRun = 2;

/** One of promptfoo's results, or what is wrong with it. */
export function promptfooRow(
  entry: Json,
  place: string,
  clusterKey: string | undefined,
): PromptfooRow | { problem: Problem } {
  const bad = (text: string) => ({ problem: { place, code: "bad_row", text } });
  const promptIndex = wholeOf(member(entry, "promptIdx"), 0);
  const testIndex = wholeOf(member(entry, "testIdx"), 0);
  if (promptIndex === undefined) return bad(`needed a whole promptIdx, found ${found(member(entry, "promptIdx"))}`);
  if (testIndex === undefined) return bad(`needed a whole testIdx, found ${found(member(entry, "testIdx"))}`);
  const provider = member(entry, "provider");
  const name = textOf(member(provider, "label")) ?? textOf(member(provider, "id")) ?? textOf(provider);
  if (name === undefined) return bad(`needed a provider with an id, found ${found(provider)}`);
  const testCase = member(entry, "testCase");
  const vars = member(testCase, "vars") ?? member(entry, "vars");
  if (!isObject(vars)) return bad(`needed the test's vars, found ${found(vars)}`);
  const reason = wholeOf(member(entry, "failureReason"), 0);
  if (reason === undefined) return bad(`needed a failureReason, found ${found(member(entry, "failureReason"))}`);
  const success = member(entry, "success");
  const score = numberOf(member(entry, "score"));
  if (typeof success !== "boolean") return bad(`needed true or false as success, found ${found(success)}`);
  if (score === undefined) return bad(`needed a number as score, found ${found(member(entry, "score"))}`);
  const grading = member(entry, "gradingResult");
  const graded = numberOf(member(grading, "score"));
  if (reason !== failedToRun && graded !== undefined && graded !== score) {
    const text = `needed the score of the grading (${graded}), found ${score}`;
    return { problem: { place, code: "score_mismatch", text } };
  }
  const own = ownVars(vars);
  return {
    item: contentHash({ vars: own, assert: member(testCase, "assert") ?? [] }).slice(0, 32),
    itemHash: contentHash(own),
    promptIndex,
    testIndex,
    provider: name,
    isError: reason === failedToRun,
    isPass: success,
    score,
    named: numbers(member(entry, "namedScores")),
    cluster: clusterOf(testCase, vars, clusterKey),
    place,
  };
}

/** Without what promptfoo adds to a run: `_conversation` and the like. */
function ownVars(vars: { readonly [key: string]: Json }): Json {
  return Object.fromEntries(Object.entries(vars).filter(([key]) => !key.startsWith("_")));
}

function numbers(value: Json | undefined): Record<string, number> {
  return Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([key, inner]) => {
      const number = numberOf(inner);
      return number === undefined ? [] : [[key, number]];
    }),
  );
}

function clusterOf(testCase: Json | undefined, vars: Json, key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  const value = member(member(testCase, "metadata"), key) ?? member(vars, key);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
