/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, Frontier, SuiteRow } from "@evenmatch/contract/comparison";
import {
  amountText,
  differenceText,
  intervalText,
  levelText,
  percentText,
  type Scale,
  scaleOf,
} from "../render/numbers.ts";
import { rowLabel } from "../render/row-view.ts";
import { type FrontierAxisView, FrontierPlot } from "./frontier-plot.tsx";
import type { Links } from "./links.ts";

type Figures = NonNullable<Frontier["figures"]>;

interface Props {
  comparison: Comparison;
  links: Links;
}

/** Pairs of suites that pull against each other: was one bought with the other? Nothing where the plan names none. */
export function Frontiers({ comparison, links }: Props) {
  const { frontiers, plan } = comparison;
  if (frontiers.length === 0) return null;
  const without = frontiers.filter(({ figures }) => figures === null);
  return (
    <section aria-labelledby="frontiers">
      <h2 id="frontiers">Frontiers</h2>
      <p class="quiet">
        Two suites that pull against each other, read together. To the right and upwards is better; crosses are{" "}
        {levelText(plan.level)} intervals; in the shaded corner the treatment is better on both.
      </p>
      <div class="frontier-list">
        {frontiers.map(({ figures }) =>
          figures === null ? null : <OneFrontier comparison={comparison} figures={figures} links={links} />,
        )}
      </div>
      {without.length === 0 ? null : (
        <ul class="quiet">
          {without.map(({ x, y, reason }) => (
            <li>
              {x} and {y}: {reason ?? "no figures"}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OneFrontier({ comparison, figures, links }: Props & { figures: Figures }) {
  const { level } = comparison.plan;
  const axes = figures.axes.map((axis) => {
    const row = comparison.suites.find(
      ({ suite, variant, condition }) =>
        suite === axis.suite && variant === axis.variant && condition === axis.condition,
    );
    return { axis, row, label: rowLabel(axis), scale: row === undefined ? plainScale : scaleOf(row) };
  });
  const [x, y] = axes.map(
    ({ axis, row, label, scale }): FrontierAxisView => ({
      ...axis,
      label,
      scale,
      lowerIsBetter: row?.direction === "lower",
    }),
  );
  if (x === undefined || y === undefined) return null;
  const { probabilityOfDominance, probabilityOfBeingDominated, sharedItems, correlation } = figures;
  return (
    <figure class="chart-figure frontier">
      <figcaption>
        <b>
          {x.label} and {y.label}
        </b>
      </figcaption>
      <FrontierPlot x={x} y={y} />
      <dl class="chart-facts">
        {axes.map(({ axis, row, label, scale }) => (
          <div>
            <dt>{row === undefined ? label : <RowLink row={row} label={label} links={links} />}</dt>
            <dd>
              improvement <b>{differenceText(axis.improvement, scale)}</b>{" "}
              {axis.improvementInterval === null
                ? ""
                : `${levelText(level)} interval ${intervalText(axis.improvementInterval, scale)}`}
            </dd>
          </div>
        ))}
        <div>
          <dt>better on both</dt>
          <dd>
            in <b>{percentText(probabilityOfDominance)}</b> of the resamples; worse on both in{" "}
            <b>{percentText(probabilityOfBeingDominated)}</b>
          </dd>
        </div>
        <div>
          <dt>read together</dt>
          <dd>
            {sharedItems === 0
              ? "no item stands in both suites"
              : `${amountText(sharedItems)} items stand in both suites`}
            {correlation === null ? "" : `; the improvements' correlation is ${signed(correlation)}`}
          </dd>
        </div>
      </dl>
    </figure>
  );
}

function RowLink({ row, label, links }: { row: SuiteRow; label: string; links: Links }) {
  return <a href={links.row(row)}>{label}</a>;
}

const plainScale: Scale = { factor: 1, unit: "", decimals: 3 };

const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
