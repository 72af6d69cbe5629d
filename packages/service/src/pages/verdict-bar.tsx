/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Headline, SuiteRow } from "@evenmatch/contract/comparison";
import { verdictWords } from "../render/verdict.ts";
import { percent } from "./percent.ts";
import { VerdictShape } from "./verdict-shape.tsx";

const parts = [
  ["improved", "gains"],
  ["equivalent", "equivalent"],
  ["inconclusive", "inconclusive"],
  ["noVerdict", "noVerdict"],
  ["regressed", "regressions"],
] as const satisfies readonly (readonly [SuiteRow["verdict"], keyof Headline])[];

/** The counted rows by verdict, as one bar with its figures below: gains at one end, regressions at the other. */
export function VerdictBar({ headline }: { headline: Headline }) {
  let from = 0;
  return (
    <div class="verdict-bar">
      <svg aria-hidden="true">
        {parts.map(([verdict, count]) => {
          const width = headline.suites === 0 ? 0 : headline[count] / headline.suites;
          const x = from;
          from += width;
          return width === 0 ? null : (
            <rect class={`v-${verdict}`} x={percent(x)} width={percent(width)} height="100%" />
          );
        })}
      </svg>
      <ul>
        {parts.map(([verdict, count]) => (
          <li>
            <VerdictShape verdict={verdict} /> <b>{headline[count]}</b> {verdictWords[verdict]}
          </li>
        ))}
      </ul>
    </div>
  );
}
