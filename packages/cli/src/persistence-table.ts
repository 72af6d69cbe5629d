/** Persistence as a person asked to see it. */
import type { Persistence, PersistenceRow } from "@evenmatch/contract/persistence";
import { differenceText, intervalText, levelText, meanText, pText, scaleOf } from "@evenmatch/service/render/numbers";
import { plainText } from "@evenmatch/service/render/plain-text";
import { warningText } from "@evenmatch/service/render/warnings";
import { columnTable, csvText } from "./columns.ts";

const label = ({ suite, variant, condition }: Pick<PersistenceRow, "suite" | "variant" | "condition">) =>
  plainText(`${suite}${variant === "" ? "" : `/${variant}`}${condition === "" ? "" : ` [${condition}]`}`);

/** One block a suite: a line for each point, then what became of the improvement. */
export function persistenceTable(persistence: Persistence): string {
  const { axis, comparator, level, rows, trend, left, computeMatch } = persistence;
  const head =
    `along the ${axis === "step" ? "training step" : "condition"}; baseline: ${comparator}; compute ${computeMatch.status}; ` +
    `${levelText(level)} intervals of the improvement (positive is better) and bands that hold together`;
  const blocks = rows.map((row) => block(row, axis, level));
  const trendLine =
    trend === null
      ? []
      : [
          `trend     improvements fall along the axis over ${trend.suites} rows: Page's L ${trend.l}, p ${pText(trend.p)} (one-sided, ${trend.method})\n`,
        ];
  const leftLines = left.map((row) => `left out  ${label(row)}: ${plainText(row.reason)}\n`);
  return [`${head}\n`, ...blocks, [...trendLine, ...leftLines].join(""), `digest ${persistence.digest}\n`]
    .filter((part) => part !== "")
    .join("\n");
}

function block(row: PersistenceRow, axis: Persistence["axis"], level: number): string {
  const scale = scaleOfRow(row);
  const lines = row.points.map((point) => [
    plainText(point.label === "" ? "(none)" : point.label),
    point.dose === null ? "" : String(point.dose),
    meanText(point.baseline.value, scale),
    meanText(point.treatment.value, scale),
    differenceText(point.improvement.value, scale),
    intervalText(point.improvement.interval, scale),
    intervalText(point.band, scale),
  ]);
  const doses = row.points.some(({ dose }) => dose !== null) && axis === "condition";
  const titles = [axis, "dose", "baseline", "treatment", "improvement", "interval", "band"];
  const kept = (cells: readonly string[]) => cells.filter((_, i) => doses || i !== 1);
  const last = row.differenceInDegradation;
  const from = row.points[0]?.label ?? "";
  const sentences = [
    `from ${from === "" ? "no condition" : from} to ${last.label}: the improvement changed by ${differenceText(last.value, scale)} ${intervalText(last.interval, scale)}, p ${pText(last.p)}`,
    ...retained(row, level),
    ...halfLife(row),
    ...row.warnings.map((code) => `${warningText(code)} (${code})`),
  ];
  return `${label(row)} (${row.metric}, ${row.items} items)\n${columnTable(kept(titles), lines.map(kept), new Set([0]))}${sentences.map((text) => `  ${plainText(text)}\n`).join("")}`;
}

function scaleOfRow(row: PersistenceRow) {
  const { value, standardError, interval } = row.differenceInDegradation;
  const isShare = row.points.every(({ treatment, baseline }) =>
    [treatment.value, baseline.value].every((mean) => mean >= 0 && mean <= 1),
  );
  return scaleOf({
    design: "paired",
    range: isShare ? [0, 1] : null,
    difference: {
      value,
      standardError,
      interval,
      improvement: value,
      improvementInterval: interval,
      degreesOfFreedom: null,
      p: null,
      method: "t",
    },
  });
}

function retained(row: PersistenceRow, level: number): string[] {
  const { improvement } = row.retention.at(-1) ?? { improvement: null };
  if (improvement === null) return [];
  const [lower, upper] = improvement.interval ?? [];
  const share = (value: number) => `${Math.round(value * 100)} %`;
  const interval =
    lower === undefined || upper === undefined
      ? "no interval"
      : `${levelText(level)} interval ${share(lower)} to ${share(upper)}`;
  return [`${share(improvement.value)} of the improvement is left (${interval})`];
}

function halfLife({ halfLife: found }: PersistenceRow): string[] {
  if (found === null || found.improvement === null) return [];
  const dose = (value: number | null) => (value === null ? `> ${found.max}` : String(Number(value.toPrecision(4))));
  const { value, lower, upper } = found.improvement;
  return [`half of the improvement is gone at ${dose(value)} (${dose(lower)} to ${dose(upper)})`];
}

/** One line for each point of each row. */
export function persistenceCsv(persistence: Persistence): string {
  const titles = [
    ...["digest", "axis", "suite", "variant", "condition", "metric", "direction", "items", "label", "dose"],
    ...["treatment", "baseline", "improvement", "improvement_standard_error", "improvement_lower", "improvement_upper"],
    ...["band_lower", "band_upper", "degradation", "degradation_lower", "degradation_upper", "degradation_p"],
    ...["retention", "retention_lower", "retention_upper"],
  ];
  const rows = persistence.rows.flatMap((row) =>
    row.points.map((point, k) => {
      const { treatment, baseline, improvement, band } = point;
      const degradation = row.degradation[k - 1];
      const retention = row.retention[k - 1]?.improvement ?? null;
      return [
        ...[persistence.digest, persistence.axis, row.suite, row.variant, row.condition, row.metric, row.direction],
        ...[row.items, point.label, point.dose, treatment.value, baseline.value, improvement.value],
        ...[improvement.standardError, improvement.interval?.[0] ?? null, improvement.interval?.[1] ?? null],
        ...[band?.[0] ?? null, band?.[1] ?? null, degradation?.value ?? null],
        ...[degradation?.interval?.[0] ?? null, degradation?.interval?.[1] ?? null, degradation?.p ?? null],
        ...[retention?.value ?? null, retention?.interval?.[0] ?? null, retention?.interval?.[1] ?? null],
      ];
    }),
  );
  return csvText(titles, rows);
}
