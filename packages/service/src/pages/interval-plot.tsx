/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import { rangeWidth } from "../render/numbers.ts";
import { improvementShare } from "../render/row-view.ts";
import type { ForestAxis } from "./forest-axis.ts";
import { percent } from "./percent.ts";

/** Room left and right of the axis for arrows, as a share of the width. */
const inset = 0.06;

/** Where a share of the range stands across the drawing, held inside it. */
export function across(axis: ForestAxis, share: number): number {
  return inset + (1 - 2 * inset) * Math.min(1, Math.max(0, axis.place(share)));
}

/** One row of the forest: interval, adjusted interval where a verdict carries one, point, arrows where it is cut. */
export function IntervalPlot({ row, axis }: { row: SuiteRow; axis: ForestAxis }) {
  const share = improvementShare(row);
  const margin = row.margin === null ? null : row.margin / (rangeWidth(row) ?? 1);
  return (
    <svg class="plot" aria-hidden="true">
      {margin === null || share === undefined ? null : (
        <rect
          class="margin"
          x={percent(across(axis, -margin))}
          width={percent(across(axis, margin) - across(axis, -margin))}
          height="100%"
        />
      )}
      <use href="#grid" width="100%" height="100%" />
      {share === undefined ? null : <Interval row={row} axis={axis} {...share} />}
    </svg>
  );
}

interface IntervalProps {
  row: SuiteRow;
  axis: ForestAxis;
  point: number;
  lower: number | null;
  upper: number | null;
}

function Interval({ row, axis, point, lower, upper }: IntervalProps) {
  const place = (value: number) => percent(across(axis, value));
  const [from, to] = axis.domain;
  const adjusted = adjustedShare(row);
  return (
    <g class={`v-${row.verdict}`}>
      {adjusted === null ? null : (
        <line class="fcr" x1={place(adjusted[0])} x2={place(adjusted[1])} y1="50%" y2="50%" />
      )}
      {lower === null || upper === null ? null : (
        <line class="ci" x1={place(lower)} x2={place(upper)} y1="50%" y2="50%" />
      )}
      {(lower ?? point) < from ? <use href="#s-left" x="0.8%" y="50%" /> : null}
      {(upper ?? point) > to ? <use href="#s-right" x="99.2%" y="50%" /> : null}
      {point < from || point > to ? null : <use href={`#s-${row.verdict}`} x={place(point)} y="50%" />}
    </g>
  );
}

/** The interval adjusted for having been selected, on the axis of improvements; null where the row has none there. */
function adjustedShare(row: SuiteRow): readonly [number, number] | null {
  const { fcrInterval, direction } = row;
  const width = rangeWidth(row);
  if (fcrInterval === null || width === undefined || (direction !== "higher" && direction !== "lower")) return null;
  const [lower, upper] = direction === "higher" ? fcrInterval : [-fcrInterval[1], -fcrInterval[0]];
  return [lower / width, upper / width];
}

/** The lines behind every row, drawn once: ticks and the line of no difference. */
export function PlotGrid({ axis }: { axis: ForestAxis }) {
  return (
    <svg class="definitions" width="0" height="0" aria-hidden="true">
      <defs>
        <symbol id="grid">
          {axis.ticks.map(({ share }) => (
            <line
              class={share === 0 ? "zero" : "tick"}
              x1={percent(across(axis, share))}
              x2={percent(across(axis, share))}
              y1="0"
              y2="100%"
            />
          ))}
        </symbol>
      </defs>
    </svg>
  );
}

/** The head of the plot's column. */
export function PlotHead({ axis }: { axis: ForestAxis }) {
  const zero = percent(across(axis, 0));
  return (
    <svg class="plot-head" aria-hidden="true">
      <text x={zero} dx="-10" y="11" text-anchor="end">
        ← worse
      </text>
      <text x={zero} dx="10" y="11">
        better →
      </text>
      {axis.ticks.map(({ share, label }) => (
        <text class="tick" x={percent(across(axis, share))} y="29" text-anchor="middle">
          {label}
        </text>
      ))}
    </svg>
  );
}
