import { ContentError } from "../content-error.ts";
import { isObject, member, peekJson } from "../json.ts";
import { openParquet, type ParquetColumn } from "../parquet.ts";
import { isParquet } from "../parquet-tail.ts";
import type { Head } from "../reader.ts";

/** `details`: the rows of one task; `results`: the means of all tasks. */
export type LightEvalRole = "details" | "results";

/** Which file of LightEval is this, by its content? `undefined` for a file of something else. */
export function lightEvalRole(head: Head): LightEvalRole | undefined {
  if (looksLikeLightEval(head)) return "details";
  if (!/^\s*\{/.test(head.text) || !/"config_general"/.test(head.text)) return undefined;
  const document = peekJson(head.text);
  return isObject(member(document, "config_general")) && isLightEval(member(document, "config_general"))
    ? "results"
    : undefined;
}

function isLightEval(config: ReturnType<typeof peekJson>): boolean {
  return ["lighteval_sha", "num_fewshot_seeds"].some((key) => member(config, key) !== undefined);
}

/** Is this Parquet with the columns that LightEval's details have, of any of its versions? */
export function looksLikeLightEval(head: Head): boolean {
  const columns = columnsOf(head);
  const top = new Set(columns.map(({ path }) => path[0]));
  return (top.has("doc") && top.has("metric")) || (top.has("metrics") && top.has("predictions") && top.has("gold"));
}

function columnsOf(head: Head): readonly ParquetColumn[] {
  if (!isParquet(head.bytes)) return [];
  try {
    return openParquet(head).columns;
  } catch (error) {
    if (error instanceof ContentError) return [];
    throw error;
  }
}
