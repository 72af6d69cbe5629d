/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Split } from "@evenmatch/contract/comparison";
import { levelText, percentIntervalText, percentText } from "../render/numbers.ts";
import { ProportionPlot } from "./proportion-plot.tsx";

/** The win rate of each part of the suites, with its interval. */
export function SplitTable({ splits, level, title }: { splits: readonly Split[]; level: number; title: string }) {
  return (
    <table class="split-table">
      <caption class="unseen">Win rate by {title}</caption>
      <thead>
        <tr>
          <th scope="col" class="name">
            {title}
          </th>
          <th scope="col">rows</th>
          <th scope="col">ahead</th>
          <th scope="col" class="wide">
            behind
          </th>
          <th scope="col" class="wide">
            tied
          </th>
          <th scope="col">gains</th>
          <th scope="col">regressions</th>
          <th scope="col" class="forest">
            <span class="unseen">drawn</span>
            <span class="ends" aria-hidden="true">
              <span>0 %</span>
              <span>win rate</span>
              <span>100 %</span>
            </span>
          </th>
          <th scope="col">win rate</th>
          <th scope="col" class="wide">
            {levelText(level)} interval
          </th>
        </tr>
      </thead>
      <tbody>
        {splits.map(({ value, headline, winRate }) => (
          <tr>
            <th scope="row" class="name">
              {value}
            </th>
            <td>{headline.suites}</td>
            <td>{headline.ahead}</td>
            <td class="wide">{headline.behind}</td>
            <td class="wide">{headline.tied}</td>
            <td class={headline.gains > 0 ? "gain" : ""}>{headline.gains}</td>
            <td class={headline.regressions > 0 ? "loss" : ""}>{headline.regressions}</td>
            <td class="forest">
              <ProportionPlot value={winRate.value} interval={winRate.interval} />
            </td>
            <td>
              <b>{percentText(winRate.value)}</b>
            </td>
            <td class="interval wide">{percentIntervalText(winRate.interval)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
