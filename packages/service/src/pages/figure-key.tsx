/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { SuiteRow } from "@evenmatch/contract/comparison";
import { verdictWords } from "../render/verdict.ts";
import { directionPaths, directionWords } from "./direction-arrow.ts";
import { at, line, short } from "./figure-grid.ts";
import { Arrow, Shape } from "./figure-marks.tsx";
import { light, verdictColours } from "./palette.ts";
import { textWidth } from "./svg-text.ts";

/** An entry of the key, where it stands. */
export interface KeyEntry {
  words: string;
  verdict?: SuiteRow["verdict"];
  direction?: "higher" | "lower" | "target";
  x: number;
  line: number;
}

/** The shapes and arrows that occur, with their words, in as many lines as they need. */
export function keyOf(rows: readonly SuiteRow[]): KeyEntry[] {
  const verdicts = (Object.keys(verdictWords) as SuiteRow["verdict"][])
    .filter((verdict) => rows.some((row) => row.verdict === verdict))
    .map((verdict) => ({ words: verdictWords[verdict], verdict }));
  const directions = (["higher", "lower", "target"] as const)
    .filter((direction) => rows.some((row) => row.direction === direction))
    .map((direction) => ({ words: directionWords[direction], direction }));
  let x = at.left + 6;
  let row = 0;
  return [...verdicts, ...directions, { words: "arrowheads: goes on beyond" }].map((entry) => {
    const width = 12 + textWidth(entry.words, 11) + 22;
    if (x + width > at.right + 22) {
      x = at.left + 6;
      row += 1;
    }
    const placed = { ...entry, x: short(x), line: row };
    x += width;
    return placed;
  });
}

/** What the shapes and arrows mean. */
export function Key({ entries, y }: { entries: readonly KeyEntry[]; y: number }) {
  return (
    <g font-size="11" fill={light.quiet}>
      {entries.map(({ words, verdict, direction, x, line: row }) => {
        const middle = y + row * line.text;
        const colour = verdict === undefined ? light.quiet : light[verdictColours[verdict]];
        return (
          <g stroke={colour} fill={colour}>
            {verdict === undefined ? null : <Shape verdict={verdict} x={x} y={middle} />}
            {direction === undefined ? null : <Arrow path={directionPaths[direction]} x={x} y={middle} />}
            <text x={verdict === undefined && direction === undefined ? x - 6 : x + 12} y={middle + 4} stroke="none">
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
}
