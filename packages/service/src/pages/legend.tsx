/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { countText, levelText } from "../render/numbers.ts";
import type { TableView } from "../render/row-view.ts";
import { axisTitle } from "./forest-axis.ts";

/** What the drawing's marks mean. */
export function Legend({ comparison, table }: { comparison: Comparison; table: TableView }) {
  const { suites, plan } = comparison;
  const has = (direction: string) => suites.some((row) => row.direction === direction);
  const adjusted = suites.some(({ fcrInterval }) => fcrInterval !== null);
  return (
    <div class="legend">
      <p>
        Drawn: {axisTitle}.{" "}
        <svg class="sample" viewBox="0 0 34 14" aria-hidden="true">
          <line class="ci" x1="3" x2="31" y1="7" y2="7" />
        </svg>{" "}
        {levelText(plan.level)} interval
        {adjusted ? (
          <>
            ,{" "}
            <svg class="sample" viewBox="0 0 34 14" aria-hidden="true">
              <line class="fcr" x1="3" x2="31" y1="7" y2="7" />
            </svg>{" "}
            adjusted for having been selected by its verdict (FCR)
          </>
        ) : null}
        ,{" "}
        <svg class="sample" viewBox="0 0 34 14" aria-hidden="true">
          <rect class="margin" x="9" width="16" height="14" />
        </svg>{" "}
        the margin. Arrowheads: goes on beyond. {has("higher") ? "↑ more is better" : ""}
        {has("lower") ? `${has("higher") ? ", " : ""}↓ less is better` : ""}
        {has("target") ? ", → nearer the ideal is better (difference of distances)" : ""}
        {has("unknown") ? ", ? nobody said which is better" : ""}. pp: percentage points.
      </p>
      {table.notes.length === 0 ? null : (
        <ul class="notes">
          {table.notes.map(({ mark, text, rows }) => (
            <li id={`note-${mark}`}>
              <b>{mark}</b> {text} <span class="quiet">({countText(rows, "row")})</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
