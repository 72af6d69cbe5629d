import { textOf } from "../fields.ts";
import { isObject, member, peekJson } from "../json.ts";
import type { Head } from "../reader.ts";

/**
 * `aggregate`: one evaluation's figures; `records`: such figures, a line each; `instances`: scores, a line each;
 * `index`: a line for each file of a datastore, without figures.
 */
export interface EveryEvalEverRole {
  role: "aggregate" | "records" | "instances" | "index";
  /** joins instances with their aggregate */
  evaluationId: string | undefined;
}

/** Which file of Every Eval Ever is this, by its content? `undefined` for a file of something else. */
export function everyEvalEverRole(head: Head): EveryEvalEverRole | undefined {
  if (!/^\s*\{/.test(head.text) || !/"(eval_)?schema_version"/.test(head.text)) return undefined;
  // of a file of lines, what follows the first value is other lines
  const document = peekJson(head.text);
  if (!isObject(document)) return undefined;
  const has = (key: string): boolean => member(document, key) !== undefined;
  const evaluationId = textOf(member(document, "evaluation_id"));
  if (has("eval_schema_version") && has("record_type") && has("object_path")) return { role: "index", evaluationId };
  if (!has("schema_version") || evaluationId === undefined) return undefined;
  if (has("evaluation_results") || (has("model_info") && has("source_metadata"))) {
    const text = head.text.trimStart();
    const lineEnd = text.indexOf("\n");
    const isLines = lineEnd > 0 && text.slice(lineEnd).trim() !== "" && isWhole(text.slice(0, lineEnd));
    return { role: isLines ? "records" : "aggregate", evaluationId };
  }
  if (has("sample_id") || has("model_id")) return { role: "instances", evaluationId };
  return undefined;
}

function isWhole(line: string): boolean {
  try {
    return isObject(JSON.parse(line));
  } catch {
    return false;
  }
}
