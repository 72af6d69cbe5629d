/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { max } from "d3-array";
import type { ItemPair } from "../compare/item-scores.ts";
import { amountText, countText } from "../render/numbers.ts";
import { type Agreement, agreementOf, type Bin, binsOf } from "./distribution.ts";
import { percent } from "./percent.ts";

/** How the arms' items score: a bar of agreement for 0/1 scores, else the arms' histograms, back to back. */
export function DistributionChart({ items }: { items: readonly ItemPair[] }) {
  const agreement = agreementOf(items);
  if (agreement !== undefined) return <AgreementBar {...agreement} />;
  const bins = binsOf(items);
  return bins.length === 0 ? <p class="quiet">No item has a score.</p> : <Histogram bins={bins} />;
}

function AgreementBar({ both, treatmentOnly, baselineOnly, neither }: Agreement) {
  const total = both + treatmentOnly + baselineOnly + neither;
  const parts = [
    ["1 in both", both, "both"],
    ["1 in the treatment only", treatmentOnly, "treatment-only"],
    ["1 in the baseline only", baselineOnly, "baseline-only"],
    ["0 in both", neither, "neither"],
  ] as const;
  let from = 0;
  return (
    <div class="agreement">
      <svg aria-hidden="true">
        {parts.map(([, count, name]) => {
          const x = from;
          from += count / total;
          return count === 0 ? null : <rect class={name} x={percent(x)} width={percent(count / total)} height="100%" />;
        })}
      </svg>
      <ul>
        {parts.map(([text, count, name]) => (
          <li>
            <svg class={`swatch ${name}`} aria-hidden="true">
              <rect class={name} width="100%" height="100%" />
            </svg>{" "}
            {text} <b>{amountText(count)}</b>
          </li>
        ))}
      </ul>
      <p class="quiet">{countText(total, "item")} with a score in both arms.</p>
    </div>
  );
}

const plot = { width: 720, left: 44, right: 12, half: 96, middle: 28 };

function Histogram({ bins }: { bins: readonly Bin[] }) {
  const greatest = max(bins, ({ treatment, baseline }) => Math.max(treatment, baseline)) ?? 1;
  const step = (plot.width - plot.left - plot.right) / bins.length;
  const height = 2 * plot.half + plot.middle;
  const tall = (count: number) => (count / Math.max(1, greatest)) * (plot.half - 20);
  const every = Math.ceil(bins.length / 10);
  const low = plot.half + plot.middle;
  return (
    <figure>
      <svg
        class="chart wide-chart"
        viewBox={`0 0 ${plot.width} ${height}`}
        role="img"
        aria-label="items by score, the treatment above, the baseline below"
      >
        <g class="treatment-mark">
          {bins.map(({ treatment }, index) => (
            <rect
              class="bar"
              x={plot.left + index * step + 0.5}
              width={Math.max(1, step - 1.5)}
              y={(plot.half - tall(treatment)).toFixed(1)}
              height={tall(treatment).toFixed(1)}
            />
          ))}
        </g>
        <g class="baseline-mark">
          {bins.map(({ baseline }, index) => (
            <rect
              class="bar"
              x={plot.left + index * step + 0.5}
              width={Math.max(1, step - 1.5)}
              y={low}
              height={tall(baseline).toFixed(1)}
            />
          ))}
        </g>
        {bins.map(({ from, to, label }, index) =>
          index % every === 0 ? (
            <text x={plot.left + index * step + (from === to ? step / 2 : 0)} y={plot.half + 19} text-anchor="middle">
              {from === to ? label : label.split(" to ")[0]}
            </text>
          ) : null,
        )}
        <text class="strong" x={plot.left} y="15">
          treatment
        </text>
        <text class="strong" x={plot.left} y={height - 4}>
          baseline
        </text>
        <text x={plot.left - 6} y={plot.half - tall(greatest) + 10} text-anchor="end">
          {amountText(greatest)}
        </text>
        <text x={plot.left - 6} y={plot.half} text-anchor="end">
          0
        </text>
      </svg>
      <figcaption class="quiet">Items by their score (mean over epochs and training seeds).</figcaption>
    </figure>
  );
}
