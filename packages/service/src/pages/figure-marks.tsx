/** @jsxRuntime automatic @jsxImportSource hono/jsx */
/** The marks of the drawn forest plot, with their colours in themselves: a file has no sheet of styles. */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import { improvementShare } from "../render/row-view.ts";
import { across, at, short } from "./figure-grid.ts";
import type { ForestAxis } from "./forest-axis.ts";
import { light, verdictColours } from "./palette.ts";
import { arrowHeads, verdictShapes } from "./shapes.ts";

/** Interval, point and arrowheads of a row; nothing for one that has no place on the axis. */
export function Mark({ row, y, axis }: { row: SuiteRow; y: number; axis: ForestAxis }) {
  const share = improvementShare(row);
  if (share === undefined) return null;
  const { point, lower, upper } = share;
  const colour = light[verdictColours[row.verdict]];
  const [from, to] = axis.domain;
  const inside = point >= from && point <= to;
  return (
    <g stroke={colour} fill={colour}>
      {lower === null || upper === null ? null : (
        <path d={`M${short(across(axis, lower))} ${y}H${short(across(axis, upper))}`} stroke-width="2.6" />
      )}
      {(lower ?? point) < from ? (
        <path d={arrowHeads.left} transform={`translate(${at.plotFrom - 6} ${y})`} stroke="none" />
      ) : null}
      {(upper ?? point) > to ? (
        <path d={arrowHeads.right} transform={`translate(${at.plotTo + 6} ${y})`} stroke="none" />
      ) : null}
      {inside ? <Shape verdict={row.verdict} x={short(across(axis, point))} y={y} /> : null}
    </g>
  );
}

/** The shape of a verdict, in the colour around it. */
export function Shape({ verdict, x, y }: { verdict: SuiteRow["verdict"]; x: number; y: number }) {
  const { path, full } = verdictShapes[verdict];
  return (
    <path
      d={path}
      transform={`translate(${x} ${y})`}
      {...(full ? { "stroke-width": 1 } : { fill: light.ground, "stroke-width": 1.8 })}
      stroke-linejoin="round"
      stroke-linecap="round"
    />
  );
}

/** A direction. */
export function Arrow({ path, x, y }: { path: string; x: number; y: number }) {
  return (
    <path
      d={path}
      transform={`translate(${short(x)} ${short(y)})`}
      fill="none"
      stroke={light.quiet}
      stroke-width="1.1"
    />
  );
}
