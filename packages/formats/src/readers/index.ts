import type { Reader } from "../reader.ts";
import { inspectEval } from "./inspect-eval.ts";
import { inspectJson } from "./inspect-json.ts";
import { lmEval } from "./lm-eval.ts";
import { nativeCsv } from "./native-csv.ts";
import { nativeNdjson } from "./native-ndjson.ts";

/** Every reader, in the order in which they are asked: those that recognise their files by more come first. */
export const readers: readonly Reader[] = [inspectEval, inspectJson, lmEval, nativeNdjson, nativeCsv];
