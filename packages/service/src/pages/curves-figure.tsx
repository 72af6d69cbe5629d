/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Persistence } from "@evenmatch/contract/persistence";
import { raw } from "hono/html";
import { levelText } from "../render/numbers.ts";
import { axisWords, fallOf, persistenceSentence, trendSentence } from "../render/persistence-words.ts";
import { rowLabel } from "../render/row-view.ts";
import { chartRules } from "./chart-style.ts";
import { CurveMarks, plot } from "./curve-plot.tsx";
import { at, face, line, short, size, strong } from "./figure-grid.ts";
import { metadataOf } from "./figure-metadata.ts";
import { light, type Palette } from "./palette.ts";
import { brokenLines, fitted, xmlText } from "./svg-text.ts";

const columns = 3;
const gap = 20;
const cell = {
  width: (at.right - at.left - (columns - 1) * gap) / columns,
  height: 228,
  title: 16,
};

/** Every curve of a comparison as one drawing, those that fell most first; 1000 units wide. */
export function CurvesFigure({ persistence }: { persistence: Persistence }) {
  const { rows, axis, comparison, specVersion, level } = persistence;
  const ordered = [...rows].sort((one, other) => fallOf(one) - fallOf(other));
  const trend = trendSentence(persistence);
  const sentences = [
    `The improvement followed ${persistenceSentence(persistence)}.`,
    ...(trend === undefined ? [] : [`${trend}.`]),
    `Points with ${levelText(level)} intervals; the shaded band holds at all points together; the line across is no difference.`,
  ];
  const head = sentences.flatMap((text) => brokenLines(xmlText(text), at.right - at.left, size));
  const top = 40 + head.length * line.text + 14;
  const foot = top + Math.ceil(ordered.length / columns) * cell.height + 10;
  const height = foot + 24;
  const scale = cell.width / plot.width;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 1000 ${height}`}
      width="1000"
      height={height}
      role="img"
      font-family={face}
      font-size={size}
      fill={light.ink}
    >
      <title>{`Persistence of the difference: ${rows.length} suites along the ${axisWords[axis]}`}</title>
      <desc>{`Evenmatch comparison ${comparison}, specification ${specVersion}`}</desc>
      <metadata>{raw(metadataOf({ digest: comparison, specVersion }))}</metadata>
      <style>{raw(`.full{fill:currentColor}${coloured(chartRules)}`)}</style>
      <rect width="1000" height={height} fill={light.ground} />
      <text x={at.left} y="40" {...strong} font-size="16">
        {`Does the difference last? ${rows.length} ${rows.length === 1 ? "suite" : "suites"} along the ${axisWords[axis]}`}
      </text>
      {head.map((text, index) => (
        <text x={at.left} y={40 + (index + 1) * line.text} fill={light.quiet}>
          {text}
        </text>
      ))}
      {ordered.map((row, index) => {
        const x = at.left + (index % columns) * (cell.width + gap);
        const y = top + Math.floor(index / columns) * cell.height;
        return (
          <g transform={`translate(${short(x)} ${y})`}>
            <text y={cell.title} {...strong}>
              {fitted(xmlText(rowLabel(row)), cell.width, size)}
            </text>
            <g class="chart" transform={`translate(0 ${cell.title + 10}) scale(${scale.toFixed(4)})`}>
              <CurveMarks row={row} axis={axisWords[axis]} />
            </g>
          </g>
        );
      })}
      <text x={at.left} y={foot} fill={light.quiet} font-size="10">
        {`digest ${comparison} · specification ${specVersion} · Evenmatch`}
      </text>
    </svg>
  );
}

/** The rules of the page's charts with the colours of paper: not every reader of drawings knows variables. */
function coloured(rules: string): string {
  return rules
    .split("\n")
    .filter((rule) => /^\.(chart [.t]|treatment-mark)/.test(rule))
    .join("")
    .replace(/var\(--(\w+)\)/g, (_, name: string) => light[name as keyof Palette]);
}
