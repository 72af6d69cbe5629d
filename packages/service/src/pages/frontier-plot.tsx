/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Frontier } from "@evenmatch/contract/comparison";
import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { meanText, type Scale } from "../render/numbers.ts";
import { fitted, textWidth } from "./svg-text.ts";

export type FrontierAxisView = NonNullable<Frontier["figures"]>["axes"][0] & {
  label: string;
  scale: Scale;
  /** the axis runs the other way, so that better is always right or up */
  lowerIsBetter: boolean;
};

const plot = { width: 360, height: 290, left: 62, right: 14, top: 10, bottom: 50 };

/** Where the two arms stand on two suites, with a cross of intervals each, and an arrow from the baseline. */
export function FrontierPlot({ x, y }: { x: FrontierAxisView; y: FrontierAxisView }) {
  const across = scaleLinear()
    .domain(domainOf(x))
    .range([plot.left, plot.width - plot.right]);
  const up = scaleLinear()
    .domain(domainOf(y))
    .range([plot.height - plot.bottom, plot.top]);
  const right = plot.width - plot.right;
  const bottom = plot.height - plot.bottom;
  const at = (value: number) => value.toFixed(1);
  const from = [across(x.baseline), up(y.baseline)] as const;
  const to = [across(x.treatment), up(y.treatment)] as const;
  const words = (axis: FrontierAxisView) => (axis.lowerIsBetter ? "less is better" : "more is better");
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${plot.width} ${plot.height}`}
      role="img"
      aria-label={`${x.label}: baseline ${meanText(x.baseline, x.scale)}, treatment ${meanText(x.treatment, x.scale)}; ${y.label}: baseline ${meanText(y.baseline, y.scale)}, treatment ${meanText(y.treatment, y.scale)}`}
    >
      <rect class="margin" x={at(from[0])} y={plot.top} width={at(right - from[0])} height={at(from[1] - plot.top)} />
      {across.ticks(4).map((tick) => (
        <>
          <line class="axis" x1={at(across(tick))} x2={at(across(tick))} y1={plot.top} y2={bottom} />
          <text x={at(across(tick))} y={bottom + 16} text-anchor="middle">
            {meanText(tick, axisScale(x.scale))}
          </text>
        </>
      ))}
      {up.ticks(5).map((tick) => (
        <>
          <line class="axis" x1={plot.left} x2={right} y1={at(up(tick))} y2={at(up(tick))} />
          <text x={plot.left - 6} y={at(up(tick) + 4)} text-anchor="end">
            {meanText(tick, axisScale(y.scale))}
          </text>
        </>
      ))}
      <text class="strong" x={(plot.left + right) / 2} y={plot.height - 14} text-anchor="middle">
        {`${fitted(x.label, 190, 12)} (${words(x)})`}
      </text>
      <text class="strong" transform={`translate(13 ${(plot.top + bottom) / 2}) rotate(-90)`} text-anchor="middle">
        {`${fitted(y.label, 140, 12)} (${words(y)})`}
      </text>
      <path class="move" d={`M${at(from[0])} ${at(from[1])}L${at(to[0])} ${at(to[1])}`} />
      {(["baseline", "treatment"] as const).map((arm) => {
        const [left, top] = arm === "baseline" ? from : to;
        const [own, other] = arm === "baseline" ? [from, to] : [to, from];
        // beside its cross, away from the other arm where there is room
        const width = textWidth(arm, 12) + 9;
        const isRight = own[0] >= other[0] ? left + width < right : left - width < plot.left;
        return (
          <g class={`${arm}-mark`}>
            <Cross x={x[`${arm}Interval`]} y={y[`${arm}Interval`]} at={[left, top]} across={across} up={up} />
            <circle class={arm === "treatment" ? "full" : "open"} cx={at(left)} cy={at(top)} r="5" />
            <text
              class="strong halo"
              x={at(left + (isRight ? 9 : -9))}
              y={at(own[1] <= other[1] ? top - 8 : top + 18)}
              text-anchor={isRight ? "start" : "end"}
            >
              {arm}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

interface CrossProps {
  x: readonly [number, number] | null;
  y: readonly [number, number] | null;
  at: readonly [number, number];
  across(value: number): number;
  up(value: number): number;
}

function Cross({ x, y, at, across, up }: CrossProps) {
  const path = [
    x === null ? "" : `M${across(x[0]).toFixed(1)} ${at[1].toFixed(1)}H${across(x[1]).toFixed(1)}`,
    y === null ? "" : `M${at[0].toFixed(1)} ${up(y[0]).toFixed(1)}V${up(y[1]).toFixed(1)}`,
  ].join("");
  return path === "" ? null : <path class="cross" d={path} />;
}

/** Both arms with their intervals and some room, better at the far end. */
function domainOf(axis: FrontierAxisView): [number, number] {
  const { treatment, baseline, treatmentInterval, baselineInterval, lowerIsBetter } = axis;
  const [least = 0, greatest = 1] = extent([
    treatment,
    baseline,
    ...(treatmentInterval ?? []),
    ...(baselineInterval ?? []),
  ]);
  const room = (greatest - least) * 0.15 || Math.abs(greatest) * 0.1 || 0.1;
  return lowerIsBetter ? [greatest + room, least - room] : [least - room, greatest + room];
}

/** Ticks are round numbers: no more decimals than they need. */
function axisScale(scale: Scale): Scale {
  return { ...scale, decimals: scale.unit === "%" ? 0 : scale.decimals };
}
