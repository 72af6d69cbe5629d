/** Persistence as a person asked to see it. */
import type { Persistence, PersistenceRow } from "@evenmatch/contract/persistence";
import { differenceText, intervalText, levelText, meanText, pText } from "@evenmatch/service/render/numbers";
import {
  halfLifeText,
  persistenceSentence,
  pointText,
  retainedText,
  scaleOfCurve,
  trendSentence,
} from "@evenmatch/service/render/persistence-words";
import { plainText } from "@evenmatch/service/render/plain-text";
import { rowLabel } from "@evenmatch/service/render/row-view";
import { warningText } from "@evenmatch/service/render/warnings";
import { columnTable, csvText } from "./columns.ts";

/** One block a suite: a line for each point, then what became of the improvement. */
export function persistenceTable(persistence: Persistence): string {
  const { axis, level, rows, left } = persistence;
  const blocks = rows.map((row) => block(row, axis, level));
  const trend = trendSentence(persistence);
  const trendLine = trend === undefined ? [] : [`trend     ${trend}\n`];
  const leftLines = left.map((row) => `left out  ${rowLabel(row)}: ${plainText(row.reason)}\n`);
  const head = `${persistenceSentence(persistence)}\n`;
  return [head, ...blocks, [...trendLine, ...leftLines].join(""), `digest ${persistence.digest}\n`]
    .filter((part) => part !== "")
    .join("\n");
}

function block(row: PersistenceRow, axis: Persistence["axis"], level: number): string {
  const scale = scaleOfCurve(row);
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
  const from = pointText(row.points[0]?.label ?? "");
  const left = retainedText(row);
  const half = halfLifeText(row);
  const leftInterval = left?.interval === "no interval" ? "" : `${levelText(level)} interval `;
  const sentences = [
    `from ${from} to ${last.label}: the improvement changed by ${differenceText(last.value, scale)} ${intervalText(last.interval, scale)}, p ${pText(last.p)}`,
    ...(left === undefined ? [] : [`${left.share} of the improvement is left (${leftInterval}${left.interval})`]),
    ...(half === undefined ? [] : [`half of the improvement is gone at ${half.dose} (${half.interval})`]),
    ...row.warnings.map((code) => `${warningText(code)} (${code})`),
  ];
  return `${rowLabel(row)} (${row.metric}, ${row.items} items)\n${columnTable(kept(titles), lines.map(kept), new Set([0]))}${sentences.map((text) => `  ${plainText(text)}\n`).join("")}`;
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
