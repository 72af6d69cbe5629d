/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import type { ItemPair } from "../compare/item-scores.ts";
import { computeSentence } from "../render/headline.ts";
import { differenceText, intervalText, levelText, meanText, pText, scaleOf } from "../render/numbers.ts";
import { rowLabel } from "../render/row-view.ts";
import { verdictWords } from "../render/verdict.ts";
import { ArmPlot } from "./arm-plot.tsx";
import { DistributionChart } from "./distribution-chart.tsx";
import { type Page, page } from "./document.tsx";
import { ItemFlips } from "./item-table.tsx";
import { servedLinks } from "./links.ts";
import { RowFigures, RowWarnings } from "./row-details.tsx";
import { VerdictShape } from "./verdict-shape.tsx";

export interface SuitePageOptions {
  comparison: Comparison;
  row: SuiteRow;
  /** worst regressions first; undefined: the row has no items, or they are gone */
  items: readonly ItemPair[] | undefined;
  /** path of the comparison's page */
  parent: string;
}

/** Everything about one suite: arms, difference, items that flipped, warnings. */
export function suitePage({ comparison, row, items, parent }: SuitePageOptions): Page {
  const label = rowLabel(row);
  const scale = scaleOf(row);
  const { value, interval } = row.difference;
  const siblings = comparison.suites.filter((other) => other.suite === row.suite && other !== row);
  const links = servedLinks(parent);
  const body = (
    <>
      <p class="eyebrow quiet">
        <a href={parent}>{comparison.experiment ?? comparison.digest.slice(0, 12)}</a> / {row.domain} / {row.family}
      </p>
      <h1 class="page-title">
        <VerdictShape verdict={row.verdict} /> {label}:{" "}
        <span class={`v-${row.verdict}`}>{verdictWords[row.verdict]}</span>
      </h1>
      {row.name === row.suite ? null : <p class="quiet full-name">{row.name}</p>}
      <dl class="tiles">
        <div class="tile">
          <dt>baseline → treatment</dt>
          <dd>
            <b class="lead">
              {meanText(row.baseline.displayedMean, scale)} → {meanText(row.treatment.displayedMean, scale)}
            </b>
            {row.metric}
          </dd>
        </div>
        <div class="tile">
          <dt>difference</dt>
          <dd>
            <b class="lead">{differenceText(value, scale)}</b>
            {levelText(comparison.plan.level)} interval {intervalText(interval, scale)}, p {pText(row.difference.p)}
          </dd>
        </div>
        <div class={`tile ${comparison.computeMatch.status}`}>
          <dt>compute</dt>
          <dd>
            <b class="lead">{comparison.computeMatch.status}</b>
            {computeSentence(comparison)}
          </dd>
        </div>
      </dl>
      <RowWarnings row={row} />
      <ArmPlot row={row} level={comparison.plan.level} />
      {items === undefined ? null : (
        <section aria-labelledby="items">
          <h2 id="items">Items</h2>
          <DistributionChart items={items} />
        </section>
      )}
      <RowFigures row={row} plan={comparison.plan} />
      {items === undefined ? null : (
        <section aria-labelledby="flips">
          <h2 id="flips">Items that flipped</h2>
          <ItemFlips row={row} items={items} />
        </section>
      )}
      {siblings.length === 0 ? null : (
        <section aria-labelledby="variants">
          <h2 id="variants">Other rows of this suite</h2>
          <ul>
            {siblings.map((other) => (
              <li>
                <a href={links.row(other)}>{rowLabel(other)}</a>{" "}
                {differenceText(other.difference.value, scaleOf(other))}{" "}
                {intervalText(other.difference.interval, scaleOf(other))} {verdictWords[other.verdict]}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="digest row-digest">
        row <code>{row.suiteDigest}</code>
        <br />
        comparison{" "}
        <a href={`/comparisons/${comparison.digest}`}>
          <code>{comparison.digest}</code>
        </a>
      </p>
    </>
  );
  return page({
    title: `${label}: ${verdictWords[row.verdict]} – Evenmatch`,
    place: links.shared ? "shared" : "experiments",
    body,
  });
}
