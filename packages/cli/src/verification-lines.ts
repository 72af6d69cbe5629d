/** What came of a verification, in words. */
import type { Proof } from "@evenmatch/contract/proof";
import type { Difference } from "@evenmatch/service/verify/compare-values";
import type { Verification } from "@evenmatch/service/verify/verify-proof";

/** A proof that was asked for by a digest must be of that digest. */
export function withAsked(verification: Verification, asked: string | null): Verification {
  const { stored } = verification.digest;
  if (asked === null || asked === stored) return verification;
  return { ...verification, different: [{ path: "digest", stored, recomputed: asked }, ...verification.different] };
}

const mostShown = 40;

/** The differences first to last, then what agreed and what could not be checked. */
export function verificationLines({ digest, same, different, told }: Verification, { comparison }: Proof): string[] {
  const shown = different.slice(0, mostShown).map((difference) => differenceLine(difference, comparison));
  const more = different.length - shown.length;
  const { experiment, planVersion, planFixed, looks, checkpointsCompared } = told;
  const counts = [
    experiment === null ? "no experiment's name" : `experiment ${experiment}`,
    `plan version ${planVersion}, fixed ${planFixed} the first result`,
    ...(looks === null ? [] : [`looks ${looks}`]),
    ...(checkpointsCompared === null ? [] : [`treatments compared ${checkpointsCompared}`]),
  ];
  return [
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
    `digest      ${digest.stored} ${digestWords(digest)}`,
    `recomputed  ${comparison.suites.length} rows, ${same} values the same to the bit, ${different.length} not`,
    `taken as told, for nothing is computed from them: ${counts.join("; ")}`,
  ];
}

function digestWords({ stored, recomputed }: Verification["digest"]): string {
  if (recomputed === null) return "could not be computed again";
  return stored === recomputed ? "follows from its scores and its plan" : `does not follow: recomputed ${recomputed}`;
}

/** `suites[3].difference.value: stored 0.1, recomputed 0.2 (truthfulqa/mc1)` */
export function differenceLine({ path, stored, recomputed }: Difference, comparison: Proof["comparison"]): string {
  const row = comparison.suites[Number(/^suites\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN)];
  const name = row === undefined ? "" : ` (${[row.suite, row.variant, row.condition].filter(Boolean).join("/")})`;
  return `${path === "" ? "comparison" : path}: stored ${shownValue(stored)}, recomputed ${shownValue(recomputed)}${name}`;
}

function shownValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
