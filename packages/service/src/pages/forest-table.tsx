/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { levelText } from "../render/numbers.ts";
import { improvementShare } from "../render/row-view.ts";
import { type Arrangement, groupSummaries, type Sorting, type View } from "./arrange.ts";
import { type ForestAxis, forestAxis } from "./forest-axis.ts";
import { ForestRow } from "./forest-row.tsx";
import { PlotGrid, PlotHead } from "./interval-plot.tsx";
import { JsonData } from "./json-data.tsx";
import type { Links } from "./links.ts";
import { viewAddress } from "./view-address.ts";

interface Props {
  comparison: Comparison;
  arrangement: Arrangement;
  view: View;
  links: Links;
}

/** The axis on which a comparison's rows lie. */
export function axisOf({ suites }: Comparison): ForestAxis {
  return forestAxis(suites.flatMap((row) => improvementShare(row) ?? []));
}

/** The forest plot as a table: every mark of it is also a figure in its row. */
export function ForestTable({ comparison, arrangement, view, links }: Props) {
  const { plan } = comparison;
  const axis = axisOf(comparison);
  const anchored = new Set<number>();
  const first = (position: number) => {
    const isFirst = !anchored.has(position);
    anchored.add(position);
    return isFirst;
  };
  const head = { view, links };
  return (
    <>
      <PlotGrid axis={axis} />
      <table class="forest-table" id="forest">
        <caption class="unseen">Every suite: difference, interval and verdict</caption>
        <thead>
          <tr>
            <SortHead {...head} sort="suite" class="name" text="suite" />
            <SortHead {...head} sort="n" class="n" text="n" />
            <th scope="col" class="arm">
              baseline
            </th>
            <th scope="col" class="arm">
              treatment
            </th>
            <th scope="col" class="forest">
              <PlotHead axis={axis} />
              <span class="unseen">interval, drawn</span>
            </th>
            <SortHead {...head} sort="improvement" class="difference" text="difference" />
            <th scope="col" class="interval">
              {levelText(plan.level)} interval
            </th>
            <SortHead {...head} sort="p" class="p" text={plan.correction === "bh" ? "p (BH)" : "p (Holm)"} />
            <th scope="col" class="verdict">
              verdict
            </th>
          </tr>
        </thead>
        {arrangement.groups.map(({ title, summary, rows }) => (
          <tbody>
            {title === "" ? null : (
              <tr class="group" hidden={rows.every(({ hidden }) => hidden)}>
                <th scope="rowgroup" colspan={9}>
                  {title}
                  {summary === "" ? null : <span class="summary">{summary}</span>}
                </th>
              </tr>
            )}
            {rows.map((placed) => (
              <ForestRow placed={placed} plan={plan} axis={axis} links={links} anchored={first(placed.position)} />
            ))}
          </tbody>
        ))}
      </table>
      <JsonData
        id="groups"
        value={{ verdict: arrangement.table.sections.map(({ title }) => title), ...groupSummaries(comparison) }}
      />
    </>
  );
}

interface HeadProps {
  sort: Sorting;
  class: string;
  text: string;
  view: View;
  links: Links;
}

/** A column's head that sorts by it: a link, so that it works without script. */
function SortHead({ sort, class: name, text, view, links }: HeadProps) {
  const chosen = view.sort === sort;
  return (
    <th
      scope="col"
      class={name}
      {...(chosen ? { "aria-sort": sort === "improvement" || sort === "n" ? "descending" : "ascending" } : {})}
    >
      <a href={`${links.self}${viewAddress({ ...view, sort })}#forest`} data-sort={sort}>
        {text}
      </a>
    </th>
  );
}
