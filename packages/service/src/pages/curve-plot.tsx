/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { PersistenceRow } from "@evenmatch/contract/persistence";
import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { amountText, differenceText, type Scale } from "../render/numbers.ts";
import { pointText, scaleOfCurve } from "../render/persistence-words.ts";
import { plainText } from "../render/plain-text.ts";
import { rowLabel } from "../render/row-view.ts";
import { fitted, textWidth } from "./svg-text.ts";

/** The units of a curve's drawing. */
export const plot = { width: 360, height: 210, left: 62, right: 16, top: 8, bottom: 44 };

interface Props {
  row: PersistenceRow;
  /** what the points follow, in words */
  axis: string;
}

/** The improvement at every point of the axis: intervals, the band that holds at all of them, the line of no difference. */
export function CurvePlot({ row, axis }: Props) {
  return (
    <svg class="chart" viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={describe(row)}>
      <CurveMarks row={row} axis={axis} />
    </svg>
  );
}

/** What is drawn of a curve, in the units of `plot`. */
export function CurveMarks({ row, axis }: Props) {
  const scale = scaleOfCurve(row);
  const { points } = row;
  const places = placesOf(points);
  const [first = 0, last = 1] = extent(places);
  const across = scaleLinear()
    .domain([first, last])
    .range([plot.left + 12, plot.width - plot.right - 8]);
  const values = points.flatMap(({ improvement, band }) => [
    improvement.value,
    ...(improvement.interval ?? []),
    ...(band ?? []),
  ]);
  const [least = 0, greatest = 0] = extent([0, ...values]);
  const bottom = plot.height - plot.bottom;
  const up = scaleLinear().domain([least, greatest]).nice(4).range([bottom, plot.top]);
  const x = (index: number) => across(places[index] ?? first).toFixed(1);
  const y = (value: number) => up(value).toFixed(1);
  const banded = points.flatMap(({ band }, index) => (band === null ? [] : [{ band, index }]));
  const outline = [
    ...banded.map(({ band, index }) => `${x(index)} ${y(band[1])}`),
    ...banded.toReversed().map(({ band, index }) => `${x(index)} ${y(band[0])}`),
  ];
  return (
    <>
      {up.ticks(4).map((tick) => (
        <>
          <line
            class={tick === 0 ? "axis zero" : "axis"}
            x1={plot.left}
            x2={plot.width - plot.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={plot.left - 6} y={(up(tick) + 4).toFixed(1)} text-anchor="end">
            {tickText(tick, scale)}
          </text>
        </>
      ))}
      <g class="treatment-mark">
        {banded.length < 2 ? null : <path class="band" d={`M${outline.join("L")}Z`} />}
        <path
          class="curve"
          d={`M${points.map(({ improvement }, index) => `${x(index)} ${y(improvement.value)}`).join("L")}`}
        />
        {points.map(({ improvement: { value, interval } }, index) => (
          <>
            {interval === null ? null : (
              <line class="cross" x1={x(index)} x2={x(index)} y1={y(interval[0])} y2={y(interval[1])} />
            )}
            <circle class="full" cx={x(index)} cy={y(value)} r="3.6" />
          </>
        ))}
      </g>
      {labelled(points, (index) => across(places[index] ?? first)).map(({ text, middle }) => (
        <text x={middle.toFixed(1)} y={bottom + 17} text-anchor="middle">
          {text}
        </text>
      ))}
      <text class="strong" x={(plot.left + plot.width - plot.right) / 2} y={plot.height - 8} text-anchor="middle">
        {axis}
      </text>
    </>
  );
}

/** Doses where every point has one of its own, else one step after the other. */
function placesOf(points: PersistenceRow["points"]): number[] {
  const doses = points.flatMap(({ dose }) => (dose === null ? [] : [dose]));
  return doses.length === points.length && new Set(doses).size === doses.length ? doses : points.map((_, i) => i);
}

interface Label {
  text: string;
  /** under its point, but never beyond the drawing */
  middle: number;
  width: number;
}

/** The ends, and between them what does not run into another. */
function labelled(points: PersistenceRow["points"], at: (index: number) => number): Label[] {
  const lastIndex = points.length - 1;
  const label = (index: number): Label => {
    const { label: own = "", dose = null } = points[index] ?? {};
    const whole = /^\d+$/.test(own) && dose !== null ? amountText(dose) : pointText(plainText(own));
    const text = fitted(whole, 110, 12);
    const width = textWidth(text, 12);
    return { text, width, middle: Math.min(plot.width - width / 2, Math.max(width / 2, at(index))) };
  };
  const apart = (one: Label, other: Label) => Math.abs(one.middle - other.middle) >= (one.width + other.width) / 2 + 8;
  const kept = [label(lastIndex)];
  // the first stands before the others: where the curve begins says more than a point on its way
  for (let index = 0; index < lastIndex; index += 1) {
    const next = label(index);
    if (kept.every((other) => apart(next, other))) kept.push(next);
  }
  return kept;
}

function tickText(value: number, scale: Scale): string {
  const text = differenceText(Number(value.toPrecision(12)), scale).replace(/\.0+(?=\D|$)/, "");
  return value === 0 ? "0" : text;
}

function describe(row: PersistenceRow): string {
  const scale = scaleOfCurve(row);
  const points = row.points.map(
    ({ label, improvement }) => `${pointText(plainText(label))} ${differenceText(improvement.value, scale)}`,
  );
  return `improvement on ${rowLabel(row)}: ${points.join(", ")}`;
}
