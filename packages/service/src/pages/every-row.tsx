/** @jsxRuntime automatic @jsxImportSource hono/jsx */

import type { Comparison } from "@evenmatch/contract/comparison";
import { warningText } from "../render/warnings.ts";
import type { Arrangement } from "./arrange.ts";
import { rowAnchor } from "./links.ts";
import { rowFigures } from "./row-figures.ts";
import { VerdictShape } from "./verdict-shape.tsx";

/** Every row's figures in a file of its own, folded: a file has no pages to lead to. */
export function EveryRow({ comparison, arrangement }: { comparison: Comparison; arrangement: Arrangement }) {
  const views = arrangement.table.sections.flatMap(({ rows }) => rows);
  return (
    <section aria-labelledby="every-row" class="every-row">
      <h2 id="every-row">Every suite</h2>
      {views.map(({ row, label, difference, interval, verdict }) => (
        <details id={`details-${rowAnchor(row)}`}>
          <summary>
            <VerdictShape verdict={row.verdict} /> <b>{label}</b> {difference} {interval}{" "}
            <span class="quiet">{verdict}</span>
          </summary>
          {rowFigures(row, comparison.plan).map(({ title, figures }) => (
            <p>
              <b>{title}</b> {figures.map(({ name, text }) => `${name}: ${text}`).join(" · ")}
            </p>
          ))}
          {row.warnings.length === 0 ? null : <p>{row.warnings.map((code) => `⚠ ${warningText(code)}.`).join(" ")}</p>}
        </details>
      ))}
    </section>
  );
}
