/** Ids of everything a person can name. */
import { z } from "zod";

export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

/** An id as it stands in a URL and in the table. */
export const Id = z
  .string()
  .regex(idPattern, "needed letters, digits and . _ : @ - (a letter or digit first, at most 128)")
  .meta({ id: "Id", description: "Letters, digits and . _ : @ -, a letter or digit first, at most 128." });
export type Id = z.infer<typeof Id>;

/** 64 hex digits of a SHA-256. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "needed 64 hex digits")
  .meta({ id: "Digest", description: "SHA-256, hex." });
export type Digest = z.infer<typeof Digest>;

/**
 * The id of a harness' name: how does `inspect_evals/arc_easy` or `mmlu|abstract algebra` stand in a URL?
 *
 * Runs of characters that ids do not allow become one `-`; leading characters that can't start an id are dropped; over
 * 128 characters the middle gives way. Names that end up empty become `unnamed`. The original is kept as `name`
 * wherever an id is made by this function.
 */
export function idOf(name: string): string {
  const kept = name
    .replace(/[^A-Za-z0-9._:@-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .replace(/-+$/, "");
  if (kept === "") return "unnamed";
  return kept.length <= 128 ? kept : `${kept.slice(0, 64)}-${kept.slice(-63)}`;
}
