/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import { arrowHeads, verdictShapes } from "./shapes.ts";

/** The shapes of a page, drawn once; every other drawing refers to them. */
export function ShapeDefinitions() {
  return (
    <svg class="definitions" width="0" height="0" aria-hidden="true">
      <defs>
        {Object.entries(verdictShapes).map(([verdict, { path, full }]) => (
          <path id={`s-${verdict}`} d={path} class={full ? "full" : "open"} />
        ))}
        <path id="s-left" d={arrowHeads.left} class="full" />
        <path id="s-right" d={arrowHeads.right} class="full" />
      </defs>
    </svg>
  );
}

/** The shape of a verdict beside its word. */
export function VerdictShape({ verdict }: { verdict: SuiteRow["verdict"] }) {
  return (
    <svg class={`shape v-${verdict}`} viewBox="-7 -7 14 14" aria-hidden="true">
      <use href={`#s-${verdict}`} />
    </svg>
  );
}
