/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { amountText, differenceText, none, scaleOf } from "../render/numbers.ts";
import { rowLabel } from "../render/row-view.ts";
import type { Links } from "./links.ts";

/** How many rows are listed: those nearest to an answer. */
const listed = 15;

/** How many items, or repeats, would settle each undecided suite? The cheapest answers first. */
export function Undecided({ comparison, links }: { comparison: Comparison; links: Links }) {
  const undecided = comparison.suites.filter((row) => row.counted && row.verdict === "inconclusive");
  if (undecided.length === 0) return null;
  const settled = undecided.filter(({ wouldSettle }) => (wouldSettle?.items ?? wouldSettle?.epochs ?? null) !== null);
  const rows = settled.sort((one, other) => effort(one) - effort(other)).slice(0, listed);
  const without = undecided.length - settled.length;
  const more = settled.length - rows.length;
  return (
    <section aria-labelledby="undecided">
      <h2 id="undecided">What would settle the undecided</h2>
      <p class="quiet">
        How much data it takes until the least difference that is found with 80 % power equals the margin, if the spread
        stays as it is.
        {more > 0 ? ` ${more} more need still more.` : ""}
        {without > 0 ? ` For ${without} no number can be given.` : ""}
      </p>
      {rows.length === 0 ? null : (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col" class="name">
                suite
              </th>
              <th scope="col">difference</th>
              <th scope="col" class="wide">
                margin
              </th>
              <th scope="col" class="wide">
                found with 80 % power
              </th>
              <th scope="col">items now</th>
              <th scope="col">items needed</th>
              <th scope="col" class="wide">
                or epochs each
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const scale = scaleOf(row);
              return (
                <tr>
                  <th scope="row" class="name">
                    <a href={links.row(row)}>{rowLabel(row)}</a>
                  </th>
                  <td>{differenceText(row.difference.value, scale)}</td>
                  <td class="wide">
                    {row.margin === null ? none : differenceText(row.margin, scale).replace("+", "±")}
                  </td>
                  <td class="wide">
                    {row.minimumDetectable === null
                      ? none
                      : differenceText(row.minimumDetectable, scale).replace("+", "±")}
                  </td>
                  <td>{amountText(row.n)}</td>
                  <td>
                    <b>{whole(row.wouldSettle?.items)}</b>
                  </td>
                  <td class="wide">{whole(row.wouldSettle?.epochs)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Times the data that there is now. */
function effort({ wouldSettle, n }: SuiteRow): number {
  const items = wouldSettle?.items ?? null;
  return items === null || n === null ? (wouldSettle?.epochs ?? Number.POSITIVE_INFINITY) : items / n;
}

function whole(value: number | null | undefined): string {
  return value === null || value === undefined ? none : amountText(Math.ceil(value));
}
