import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";

type Cell = string | number | boolean | null;

type Column = readonly [name: string, value: (row: SuiteRow, comparison: Comparison) => Cell];

/** Column → its value; the order is the order of the columns. New columns go to the end. */
const columns: readonly Column[] = [
  ["digest", (_, comparison) => comparison.digest],
  ["suite", (row) => row.suite],
  ["variant", (row) => row.variant],
  ["condition", (row) => row.condition],
  ["name", (row) => row.name],
  ["domain", (row) => row.domain],
  ["traits", (row) => row.traits.join(";")],
  ["role", (row) => row.role],
  ["family", (row) => row.family],
  ["audience", (row) => row.audience],
  ["harness_treatment", (row) => row.harness.treatment],
  ["harness_baseline", (row) => row.harness.baseline],
  ["metric", (row) => row.metric],
  ["direction", (row) => row.direction],
  ["range_lower", (row) => row.range?.[0] ?? null],
  ["range_upper", (row) => row.range?.[1] ?? null],
  ["counted", (row) => row.counted],
  ["not_counted", (row) => row.notCounted],
  ["design", (row) => row.design],
  ["n", (row) => row.n],
  ["clusters", (row) => row.clusters],
  ["treatment_items", (row) => row.alignment.treatmentItems],
  ["baseline_items", (row) => row.alignment.baselineItems],
  ["paired_items", (row) => row.alignment.paired],
  ["coverage", (row) => row.alignment.coverage],
  ...(["error", "unscored", "refused", "timeout"] as const).flatMap((cause): Column[] => [
    [`treatment_${cause}`, (row) => row.alignment.missing.treatment[cause]],
    [`baseline_${cause}`, (row) => row.alignment.missing.baseline[cause]],
  ]),
  ["treatment_mean", (row) => row.treatment.mean],
  ["treatment_standard_error", (row) => row.treatment.standardError],
  ["treatment_lower", (row) => row.treatment.interval?.[0] ?? null],
  ["treatment_upper", (row) => row.treatment.interval?.[1] ?? null],
  ["baseline_mean", (row) => row.baseline.mean],
  ["baseline_standard_error", (row) => row.baseline.standardError],
  ["baseline_lower", (row) => row.baseline.interval?.[0] ?? null],
  ["baseline_upper", (row) => row.baseline.interval?.[1] ?? null],
  ["difference", (row) => row.difference.value],
  ["difference_standard_error", (row) => row.difference.standardError],
  ["difference_degrees_of_freedom", (row) => row.difference.degreesOfFreedom],
  ["difference_lower", (row) => row.difference.interval?.[0] ?? null],
  ["difference_upper", (row) => row.difference.interval?.[1] ?? null],
  ["method", (row) => row.difference.method],
  ["improvement", (row) => row.difference.improvement],
  ["improvement_lower", (row) => row.difference.improvementInterval?.[0] ?? null],
  ["improvement_upper", (row) => row.difference.improvementInterval?.[1] ?? null],
  ["p", (row) => row.difference.p],
  ["p_holm", (row) => row.adjusted.holm],
  ["p_bh", (row) => row.adjusted.bh],
  ["fcr_lower", (row) => row.fcrInterval?.[0] ?? null],
  ["fcr_upper", (row) => row.fcrInterval?.[1] ?? null],
  ["anytime_lower", (row) => row.anytime?.[0] ?? null],
  ["anytime_upper", (row) => row.anytime?.[1] ?? null],
  ["worst_group_gap", (row) => row.worstGroup?.gap ?? null],
  ["worst_group_lower", (row) => row.worstGroup?.interval?.[0] ?? null],
  ["worst_group_upper", (row) => row.worstGroup?.interval?.[1] ?? null],
  ["bootstrap_kind", (row) => row.bootstrap?.kind ?? null],
  ["bootstrap_replicates", (row) => row.bootstrap?.replicates ?? null],
  ["bootstrap_lower", (row) => row.bootstrap?.interval?.[0] ?? null],
  ["bootstrap_upper", (row) => row.bootstrap?.interval?.[1] ?? null],
  ["studentised_lower", (row) => row.bootstrap?.studentised?.[0] ?? null],
  ["studentised_upper", (row) => row.bootstrap?.studentised?.[1] ?? null],
  ["item_wins", (row) => row.items?.wins ?? null],
  ["item_losses", (row) => row.items?.losses ?? null],
  ["item_ties", (row) => row.items?.ties ?? null],
  ["win_probability", (row) => row.items?.winProbability ?? null],
  ["win_probability_lower", (row) => row.items?.interval?.[0] ?? null],
  ["win_probability_upper", (row) => row.items?.interval?.[1] ?? null],
  ["relative_change", (row) => row.relativeChange?.value ?? null],
  ["relative_change_lower", (row) => row.relativeChange?.interval?.[0] ?? null],
  ["relative_change_upper", (row) => row.relativeChange?.interval?.[1] ?? null],
  ["dz", (row) => row.dz],
  ["margin", (row) => row.margin],
  ["minimum_detectable", (row) => row.minimumDetectable],
  ["verdict", (row) => row.verdict],
  ["no_verdict", (row) => row.noVerdict],
  ["within_margin", (row) => row.withinMargin],
  ["fragile", (row) => row.fragile],
  ["warnings", (row) => row.warnings.join(";")],
  ["suite_digest", (row) => row.suiteDigest],
  ["anytime_lower", (row) => row.anytime?.[0] ?? null],
  ["anytime_upper", (row) => row.anytime?.[1] ?? null],
];

/**
 * The rows of a comparison as CSV (RFC 4180, CRLF, a header line): one line per suite row, in the comparison's order.
 *
 * Numbers carry all their digits, on the metric's own scale; what cannot be given is empty; an interval is two columns;
 * lists are joined by `;`. A text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function comparisonCsv(comparison: Comparison): string {
  const header = columns.map(([name]) => name).join(",");
  const lines = comparison.suites.map((row) => columns.map(([, value]) => csvCell(value(row, comparison))).join(","));
  return [header, ...lines, ""].join("\r\n");
}

/** One value as it stands in a CSV file. */
export function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
