/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { headLines } from "../render/headline.ts";
import { unbroken } from "./unbroken.ts";

/** What the headline speaks of, what is missing, the plan. */
export function Facts({ comparison }: { comparison: Comparison }) {
  const shown = headLines(comparison).filter(({ label }) => ["counted", "missing", "plan", "looks"].includes(label));
  return (
    <dl class="facts">
      {shown.map(({ label, text }) => (
        <div>
          <dt>{label}</dt>
          <dd>{unbroken(text)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What has to be known before any of it is believed. */
export function Warnings({ comparison }: { comparison: Comparison }) {
  const warnings = headLines(comparison).filter(({ label }) => label === "warning");
  if (warnings.length === 0) return null;
  return (
    <ul class="warnings" aria-label="warnings">
      {warnings.map(({ text }) => (
        <li>{text}</li>
      ))}
    </ul>
  );
}
