import type { Reader } from "../reader.ts";
import { deepeval } from "./deepeval.ts";
import { everyEvalEver } from "./every-eval-ever.ts";
import { helm } from "./helm.ts";
import { inspectEval } from "./inspect-eval.ts";
import { inspectJson } from "./inspect-json.ts";
import { lighteval } from "./lighteval.ts";
import { lmEval } from "./lm-eval.ts";
import { nativeCsv } from "./native-csv.ts";
import { nativeNdjson } from "./native-ndjson.ts";
import { nativeParquet } from "./native-parquet.ts";
import { openaiEvals } from "./openai-evals.ts";
import { promptfoo } from "./promptfoo.ts";
import { simpleEvals } from "./simple-evals.ts";

/** Every reader, in the order in which they are asked: those that recognise their files by more come first. */
export const readers: readonly Reader[] = [
  inspectEval,
  inspectJson,
  everyEvalEver,
  lighteval,
  lmEval,
  helm,
  promptfoo,
  openaiEvals,
  deepeval,
  simpleEvals,
  nativeParquet,
  nativeNdjson,
  nativeCsv,
];
