/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { warningText } from "../render/warnings.ts";
import { rowFigures } from "./row-figures.ts";
import { unbroken } from "./unbroken.ts";

/** All figures of a row, in small tables beside one another. */
export function RowFigures({ row, plan }: { row: SuiteRow; plan: Comparison["plan"] }) {
  return (
    <div class="figures">
      {rowFigures(row, plan).map(({ title, figures }) => (
        <section>
          <h2>{title}</h2>
          <dl>
            {figures.map(({ name, text }) => (
              <div>
                <dt>{name}</dt>
                <dd>{unbroken(text)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** What has to be known before a row is believed. */
export function RowWarnings({ row }: { row: SuiteRow }) {
  if (row.warnings.length === 0) return null;
  return (
    <ul class="warnings" aria-label="warnings of this row">
      {row.warnings.map((code) => (
        <li>
          {warningText(code)} ({code})
        </li>
      ))}
    </ul>
  );
}
