/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { differenceText, intervalText, levelText, none, type Scale, scaleOf } from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";
import { rowLabel } from "../render/row-view.ts";
import type { Links } from "./links.ts";
import { unbroken } from "./unbroken.ts";

type Grouped = SuiteRow & { worstGroup: NonNullable<SuiteRow["worstGroup"]> };

const byWords = { stratum: "strata", cluster: "clusters" } as const;

/** Was anybody left behind? The worst share of each suite's groups; nothing where no row names groups. */
export function WorstGroups({ comparison, links }: { comparison: Comparison; links: Links }) {
  const rows = comparison.suites.filter((row): row is Grouped => row.worstGroup !== null);
  const [first] = rows;
  if (first === undefined) return null;
  const { alpha, by } = first.worstGroup;
  return (
    <section aria-labelledby="worst-groups">
      <h2 id="worst-groups">Worst groups</h2>
      <p class="quiet">
        The improvement over the worst {levelText(alpha)} of each suite's {byWords[by]}, picked on one half of the items
        and judged on the other. Picked and judged on the same items, the worst looks worse than it is: the last columns
        show that figure, and how many standard errors below the others chance alone puts the worst of so many equal
        groups.
      </p>
      <table class="plain-table">
        <caption class="unseen">Improvement of the worst groups by suite</caption>
        <thead>
          <tr>
            <th scope="col" class="name">
              suite
            </th>
            <th scope="col">groups</th>
            <th scope="col">all items</th>
            <th scope="col">worst {unbroken(levelText(alpha))}</th>
            <th scope="col" class="wide">
              {levelText(comparison.plan.level)} interval
            </th>
            <th scope="col">worst on its face</th>
            <th scope="col" class="wide">
              by chance
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <WorstGroupRow row={row} links={links} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function WorstGroupRow({ row, links }: { row: Grouped; links: Links }) {
  const { gap, interval, groups, worst, expectedByChance } = row.worstGroup;
  const scale: Scale = scaleOf(row);
  const turned = interval === null ? null : ([-interval[1], -interval[0]] as const);
  const tone = turned === null ? "" : turned[1] < 0 ? "loss" : turned[0] > 0 ? "gain" : "";
  return (
    <tr>
      <th scope="row" class="name">
        <a href={links.row(row)}>{rowLabel(row)}</a>
      </th>
      <td>{groups}</td>
      <td>{differenceText(row.difference.improvement, scale)}</td>
      <td class={tone}>
        <b>{differenceText(-gap, scale)}</b>
      </td>
      <td class="wide">{turned === null ? none : intervalText(turned, scale)}</td>
      <td class="wrap">
        {plainText(worst.group)} {differenceText(-worst.gap, scale)}
      </td>
      <td class="wide">{expectedByChance.toFixed(1).replace("-", "−")} se</td>
    </tr>
  );
}
