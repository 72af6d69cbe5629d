/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import { scaleLinear } from "d3-scale";
import { levelText, meanText, scaleOf } from "../render/numbers.ts";

const plot = { width: 720, left: 116, right: 24, line: 34, top: 8 };

/** The two arms' means and intervals on the suite's own scale. */
export function ArmPlot({ row, level }: { row: SuiteRow; level: number }) {
  const arms = (["treatment", "baseline"] as const).flatMap((name) => {
    const { mean, interval } = row[name];
    return mean === null ? [] : [{ name, mean, interval }];
  });
  if (arms.length === 0) return null;
  const bounds = arms.flatMap(({ mean, interval }) => [mean, ...(interval ?? [])]);
  const least = Math.min(...bounds);
  const greatest = Math.max(...bounds);
  const room = (greatest - least) * 0.1 || Math.abs(greatest) * 0.1 || 0.1;
  const scale = scaleLinear()
    .domain([least - room, greatest + room])
    .range([plot.left, plot.width - plot.right]);
  const words = { ...scaleOf(row) };
  const base = plot.top + plot.line * arms.length;
  const at = (value: number) => scale(value).toFixed(1);
  return (
    <figure>
      <svg
        class="chart wide-chart"
        viewBox={`0 0 ${plot.width} ${base + 22}`}
        role="img"
        aria-label={`the arms' means with ${levelText(level)} intervals`}
      >
        {scale.ticks(6).map((tick) => (
          <>
            <line class="axis" x1={at(tick)} x2={at(tick)} y1="0" y2={base} />
            <text x={at(tick)} y={base + 16} text-anchor="middle">
              {meanText(tick, words)}
            </text>
          </>
        ))}
        {arms.map(({ name, mean, interval }, index) => {
          const y = plot.top + plot.line * (index + 0.5);
          return (
            <g class={`${name}-mark`}>
              <text class="strong" x={plot.left - 12} y={y + 4} text-anchor="end">
                {name}
              </text>
              {interval === null ? null : <line class="ci" x1={at(interval[0])} x2={at(interval[1])} y1={y} y2={y} />}
              <circle class={name === "treatment" ? "full" : "open"} cx={at(mean)} cy={y} r="5" />
            </g>
          );
        })}
      </svg>
      <figcaption class="quiet">
        The arms' means with {levelText(level)} intervals. Whether they differ is for the interval of the difference to
        say: paired arms may differ though these overlap.
      </figcaption>
    </figure>
  );
}
