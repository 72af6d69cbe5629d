/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { PlacedRow } from "./arrange.ts";
import { directionPaths } from "./direction-arrow.ts";
import { at, short, size, strong } from "./figure-grid.ts";
import { Arrow, Mark } from "./figure-marks.tsx";
import type { ForestAxis } from "./forest-axis.ts";
import { light } from "./palette.ts";
import { fitted, textWidth, xmlText } from "./svg-text.ts";

interface RowProps {
  placed: PlacedRow;
  y: number;
  axis: ForestAxis;
}

/** One row of the drawn plot: its name, place, figures. */
export function RowLine({ placed: { view }, y, axis }: RowProps) {
  const { row } = view;
  const base = y + 4;
  const label = fitted(xmlText(view.label), at.n - at.left - 14 - textWidth(view.n, size) - 14, size);
  return (
    <g>
      {row.direction === "unknown" ? (
        <text x={at.left} y={base} fill={light.quiet}>
          ?
        </text>
      ) : (
        <Arrow path={directionPaths[row.direction]} x={at.left + 4} y={y} />
      )}
      <text x={at.left + 14} y={base} fill={row.counted ? light.ink : light.quiet}>
        {label}
      </text>
      <text x={at.n} y={base} text-anchor="end" fill={light.quiet}>
        {view.n}
      </text>
      <Mark row={row} y={y} axis={axis} />
      <text x={at.difference} y={base} text-anchor="end" {...strong}>
        {view.difference}
      </text>
      <text x={at.interval} y={base} text-anchor="end" fill={light.quiet}>
        {view.interval}
      </text>
      <text x={at.p} y={base} text-anchor="end" fill={light.quiet}>
        {view.p}
      </text>
    </g>
  );
}

/** The heading of a group of rows. */
export function GroupHead({ y, title, summary }: { y: number; title: string; summary: string }) {
  return (
    <g>
      <text x={at.left} y={y} {...strong}>
        {title}
      </text>
      {summary === "" ? null : (
        <text x={short(at.left + textWidth(title, size, 600) + 12)} y={y} fill={light.quiet} font-size="11">
          {summary}
        </text>
      )}
      <path d={`M${at.left} ${y + 6}H${at.right}`} stroke={light.rule} />
    </g>
  );
}
