/** What a program needs to find the comparison of a drawing again. */
import type { Comparison } from "@evenmatch/contract/comparison";

/** As JSON, without a sign that XML would take for its own. */
export function metadataOf({ digest, specVersion }: Pick<Comparison, "digest" | "specVersion">): string {
  return JSON.stringify({ generator: "Evenmatch", digest, specVersion }).replace(/[<>&]/g, "");
}
