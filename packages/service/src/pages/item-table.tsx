/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import type { ItemPair } from "../compare/item-scores.ts";
import { countText, differenceText, meanText, none, type Scale, scaleOf } from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";

/** Items listed on either side. */
const listed = 50;

/** The items that flipped: the worst regressions first, then the greatest gains. */
export function ItemFlips({ row, items }: { row: SuiteRow; items: readonly ItemPair[] }) {
  const lost = items.filter(({ improvement }) => improvement !== null && improvement < 0);
  const won = items.filter(({ improvement }) => improvement !== null && improvement > 0).toReversed();
  if (lost.length + won.length === 0) return <p class="quiet">No item with a score in both arms differs.</p>;
  const scale = { ...scaleOf(row), decimals: row.range?.[0] === 0 && row.range[1] === 1 ? 1 : 3 };
  return (
    <div class="flips">
      <Flips title="lost" items={lost} scale={scale} />
      <Flips title="won" items={won} scale={scale} />
    </div>
  );
}

function Flips({ title, items, scale }: { title: "lost" | "won"; items: readonly ItemPair[]; scale: Scale }) {
  const shown = items.slice(0, listed);
  return (
    <div>
      <h3>
        {countText(items.length, "item")} {title}
        {items.length > listed ? <span class="quiet"> (the first {listed})</span> : null}
      </h3>
      {shown.length === 0 ? null : (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col" class="name">
                item
              </th>
              <th scope="col">baseline</th>
              <th scope="col">treatment</th>
              <th scope="col">improvement</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ item, baseline, treatment, improvement }) => (
              <tr>
                <th scope="row" class="name">
                  {plainText(item) || none}
                </th>
                <td>{meanText(baseline, scale)}</td>
                <td>{meanText(treatment, scale)}</td>
                <td class={title === "lost" ? "loss" : "gain"}>{differenceText(improvement, scale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
