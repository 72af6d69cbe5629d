/** An A/A check as a person asked to see it. */
import type { Calibration } from "@evenmatch/contract/calibration";
import { levelText, pText } from "@evenmatch/service/render/numbers";
import { plainText } from "@evenmatch/service/render/plain-text";
import { columnTable, csvText } from "./columns.ts";

type Row = Pick<Calibration["suites"][number], "suite" | "variant" | "condition">;

const label = ({ suite, variant, condition }: Row) =>
  plainText(`${suite}${variant === "" ? "" : `/${variant}`}${condition === "" ? "" : ` [${condition}]`}`);

const how = {
  rerun: "against a rerun of it",
  epochs: "its odd against its even epochs",
  items: "one seeded half of its items against the other (unpaired, so noisier than a rerun)",
} as const;

/** The verdict on the machinery, then each suite's noise floor. */
export function calibrationTable(calibration: Calibration): string {
  const { arm, by, level, tests, falsePositives, rate, interval, p, isMiscalibrated, falseVerdicts } = calibration;
  const alpha = levelText(1 - level);
  const found =
    rate === null || interval === null
      ? "no row has a p-value: nothing was tested"
      : `${falsePositives} of ${tests} tests (${percent(rate)}, interval ${percent(interval[0])} to ${percent(interval[1])}) found a difference at ${alpha} where there is none, p ${pText(p)}; ${falseVerdicts} verdicts after correction`;
  const verdict = isMiscalibrated
    ? `MISCALIBRATED: more than ${alpha} of the tests are wrong; do not trust this board's verdicts`
    : "nothing here speaks against the board's error rate";
  const rows = calibration.suites.map((row) => [
    label(row),
    row.design,
    row.n === null ? "" : String(row.n),
    signed(row.difference),
    row.noiseFloor === null ? "–" : `± ${Number(row.noiseFloor.toPrecision(3))}`,
    pText(row.p),
    row.isFalsePositive ? "false positive" : "",
  ]);
  const table = columnTable(["suite", "design", "n", "difference", "noise floor", "p", ""], rows, new Set([0, 1, 6]));
  const left = calibration.left.map((row) => `left out  ${label(row)}: ${plainText(row.reason)}\n`).join("");
  return `A/A check of the ${arm}: ${how[by]}\n${found}\n${verdict}\n\n${table}${left === "" ? "" : `\n${left}`}\ndigest ${calibration.digest}\n`;
}

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
const signed = (value: number) => `${value > 0 ? "+" : ""}${Number(value.toPrecision(3))}`.replace("-", "−");

/** One line a suite. */
export function calibrationCsv(calibration: Calibration): string {
  const titles = [
    ...["digest", "arm", "by", "suite", "variant", "condition", "design", "n", "difference", "noise_floor", "p"],
    "false_positive",
  ];
  const { digest, arm, by } = calibration;
  const rows = calibration.suites.map((row) => [
    ...[digest, arm, by, row.suite, row.variant, row.condition, row.design, row.n, row.difference, row.noiseFloor],
    ...[row.p, row.isFalsePositive],
  ]);
  return csvText(titles, rows);
}
