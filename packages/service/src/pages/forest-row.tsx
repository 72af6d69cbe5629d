/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { none } from "../render/numbers.ts";
import { type PlacedRow, sortFigures } from "./arrange.ts";
import { directionWords } from "./direction-arrow.ts";
import type { ForestAxis } from "./forest-axis.ts";
import { IntervalPlot } from "./interval-plot.tsx";
import { type Links, rowAnchor } from "./links.ts";
import { VerdictShape } from "./verdict-shape.tsx";

interface Props {
  placed: PlacedRow;
  plan: Comparison["plan"];
  axis: ForestAxis;
  links: Links;
  /** a row that stands under several headings is linked to where it stands first */
  anchored: boolean;
}

/** One suite row: its name, arms, place in the forest, figures and verdict. */
export function ForestRow({ placed, plan, axis, links, anchored }: Props) {
  const { view, position, section, hidden } = placed;
  const { row } = view;
  const figures = sortFigures(row, plan);
  return (
    <tr
      {...(anchored ? { id: rowAnchor(row) } : {})}
      class={row.counted ? "row" : "row uncounted"}
      hidden={hidden}
      data-row={position}
      data-section={section}
      data-verdict={row.verdict}
      data-domain={row.domain}
      data-trait={row.traits.length === 0 ? "no trait" : row.traits.join("|")}
      data-role={row.role}
      data-family={row.family}
      data-name={row.name === row.suite ? "" : row.name}
      data-improvement={figures.improvement ?? ""}
      data-p={figures.p ?? ""}
      data-n={figures.n ?? ""}
    >
      <th scope="row" class="name">
        <span class="arrow" title={directionWords[row.direction]} aria-hidden="true">
          {view.arrow}
        </span>
        <a href={links.row(row)}>{view.label}</a>
        <span class="unseen">, {directionWords[row.direction]}</span>
      </th>
      <td class="n">{view.n}</td>
      <td class="arm">{view.baseline}</td>
      <td class="arm">{view.treatment}</td>
      <td class="forest">
        <IntervalPlot row={row} axis={axis} />
      </td>
      <td class="difference">
        <b>{view.difference}</b>
      </td>
      <td class="interval">{view.interval === none ? none : view.interval}</td>
      <td class="p">{view.p}</td>
      <td class="verdict">
        <VerdictShape verdict={row.verdict} />
        <span class={`word v-${row.verdict}`}>{view.verdict}</span>
        {view.marks.length === 0 ? null : (
          <sup>
            {view.marks.map((mark, index) => (
              <>
                {index === 0 ? "" : ","}
                <a href={`#note-${mark}`}>{mark}</a>
              </>
            ))}
          </sup>
        )}
      </td>
    </tr>
  );
}
