/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import type { ItemPair } from "../compare/item-scores.ts";
import { countText, differenceText, meanText, none, type Scale, scaleOf } from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";

/** Items listed on either side. */
const listed = 25;

/** The items that flipped: the worst regressions first, and the greatest gains. */
export function ItemFlips({ row, items }: { row: SuiteRow; items: readonly ItemPair[] }) {
  const lost = items.filter(({ improvement }) => improvement !== null && improvement < 0);
  const won = items
    .filter(({ improvement }) => improvement !== null && improvement > 0)
    .sort((one, other) => (other.improvement ?? 0) - (one.improvement ?? 0));
  if (lost.length + won.length === 0) return <p class="quiet">No item with a score in both arms differs.</p>;
  const whole = [...lost, ...won].every(({ treatment, baseline }) => isWhole(treatment) && isWhole(baseline));
  // an item's own score, not a share of items: never in per cent
  const scale: Scale = { factor: 1, unit: "", decimals: whole ? 0 : Math.max(2, scaleOf(row).decimals) };
  return (
    <div class="flips">
      <Flips title="lost" items={lost} scale={scale} />
      <Flips title="won" items={won} scale={scale} />
    </div>
  );
}

const isWhole = (value: number | null) => value === null || Number.isInteger(value);

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
