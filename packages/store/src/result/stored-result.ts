/** What is remembered of one result: scores, and what tells them apart from others. */
import type { TaskResult } from "@evenmatch/formats/report";

/** A result under the names of its suite; which files it came from is the upload's business. */
export type StoredResult = Omit<TaskResult, "files"> & {
  suite: string;
  variant: string;
  /** key of the primary metric */
  metric: string;
};

/** What a comparison reads of a result. */
export type Scores = Pick<StoredResult, "table" | "summaries" | "judgements">;

/** A stored result can't be written as it is, or its bytes are not whole. */
export class ResultBlobError extends Error {
  override readonly name = "ResultBlobError";
}

/** Throws unless the condition holds; the text says what was needed and what was found. */
export function need(condition: boolean, text: () => string): asserts condition {
  if (!condition) throw new ResultBlobError(text());
}
