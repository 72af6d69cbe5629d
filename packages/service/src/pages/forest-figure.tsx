/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import {
  armsSentence,
  computeSentence,
  guaranteeSentence,
  headlineSentence,
  winRateSentence,
} from "../render/headline.ts";
import { levelText } from "../render/numbers.ts";
import { improvementShare } from "../render/row-view.ts";
import { verdictWords } from "../render/verdict.ts";
import { type Arrangement, arrange, plainView, type View } from "./arrange.ts";
import { directionPaths, directionWords } from "./direction-arrow.ts";
import { fontName } from "./font.ts";
import { axisTitle, type ForestAxis } from "./forest-axis.ts";
import { axisOf } from "./forest-table.tsx";
import { light, verdictColours } from "./palette.ts";
import { arrowHeads, verdictShapes } from "./shapes.ts";
import { brokenLines, fitted, textWidth, xmlText } from "./svg-text.ts";

const size = 12;
const face = `${fontName}, "Helvetica Neue", Arial, sans-serif`;
// a drawing program that knows a family's weights by name only finds this one under its own
const strong = { "font-family": `"${fontName} SemiBold", ${face}`, "font-weight": 600 };
const at = { left: 28, right: 972, n: 318, plotFrom: 340, plotTo: 700, difference: 776, interval: 902, p: 972 };
const line = { row: 20, group: 30, text: 18 };

interface Placed {
  y: number;
  group?: string;
  summary?: string;
  row?: Arrangement["groups"][number]["rows"][number];
}

/** The forest plot as one drawing with everything that has to stand beside it; 1000 units wide. */
export function ForestFigure({ comparison, view = plainView }: { comparison: Comparison; view?: View }) {
  const axis = axisOf(comparison);
  const head = headOf(comparison);
  const arrangement = arrange(comparison, view);
  const top = 34 + head.length * line.text + 52;
  let y = top;
  const placed: Placed[] = [];
  for (const { title, summary, rows } of arrangement.groups) {
    const shown = rows.filter(({ hidden }) => !hidden);
    if (shown.length === 0) continue;
    if (title !== "") {
      placed.push({ y: y + line.group - 9, group: xmlText(title), summary: xmlText(summary) });
      y += line.group;
    }
    for (const row of shown) {
      placed.push({ y: y + line.row / 2, row });
      y += line.row;
    }
  }
  const bottom = y + 6;
  const legend = bottom + 48;
  const key = keyOf(comparison.suites);
  const foot = legend + ((key.at(-1)?.line ?? 0) + 1) * line.text + 8;
  const height = foot + 24;
  const headline = xmlText(headlineSentence(comparison.headline));
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
      <title>{headline}</title>
      <desc>{`Evenmatch comparison ${comparison.digest}, specification ${comparison.specVersion}`}</desc>
      <rect width="1000" height={height} fill={light.ground} />
      {head.map(({ text, isStrong, quiet }, index) => (
        <text
          x={at.left}
          y={40 + index * line.text}
          {...(isStrong ? { ...strong, "font-size": 16 } : {})}
          {...(quiet ? { fill: light.quiet } : {})}
        >
          {text}
        </text>
      ))}
      <Heads comparison={comparison} axis={axis} y={top - 8} />
      <MarginBand rows={comparison.suites} axis={axis} from={top} to={bottom} />
      <Grid axis={axis} from={top} to={bottom} />
      {placed.map(({ y: middle, group, summary, row }) =>
        row === undefined ? (
          <GroupHead y={middle} title={group ?? ""} summary={summary ?? ""} />
        ) : (
          <RowLine placed={row} y={middle} axis={axis} />
        ),
      )}
      <Ticks axis={axis} y={bottom + 15} />
      <text x={(at.plotFrom + at.plotTo) / 2} y={bottom + 31} text-anchor="middle" fill={light.quiet} font-size="11">
        {axisTitle}
      </text>
      <Key entries={key} y={legend} />
      <text x={at.left} y={foot} fill={light.quiet} font-size="10">
        {`digest ${comparison.digest} · specification ${comparison.specVersion} · Evenmatch`}
      </text>
    </svg>
  );
}

interface HeadText {
  text: string;
  isStrong: boolean;
  quiet: boolean;
}

/** What may not be cut off from the figure: the headline, the arms, the win rate, the guarantee, the compute match. */
function headOf(comparison: Comparison): HeadText[] {
  const guarantee = guaranteeSentence(comparison);
  const compute = `compute ${computeSentence(comparison)}`;
  const unmatched = comparison.computeMatch.status === "unmatched";
  const texts = [
    ...(unmatched ? [{ text: compute, isStrong: true, quiet: false }] : []),
    ...headlineSentence(comparison.headline)
      .split(/(?<=;) /)
      .map((text) => ({ text, isStrong: true, quiet: false })),
    { text: armsSentence(comparison), isStrong: false, quiet: false },
    { text: `win rate ${winRateSentence(comparison)}`, isStrong: false, quiet: true },
    ...(guarantee === undefined ? [] : [{ text: `at least ${guarantee}`, isStrong: false, quiet: true }]),
    ...(unmatched ? [] : [{ text: compute, isStrong: false, quiet: true }]),
  ];
  return texts.flatMap(({ text, ...style }) =>
    brokenLines(xmlText(text), at.right - at.left, style.isStrong ? 16 : size, style.isStrong ? 600 : 400).map(
      (part) => ({
        text: part,
        ...style,
      }),
    ),
  );
}

const across = (axis: ForestAxis, share: number) =>
  at.plotFrom + (at.plotTo - at.plotFrom) * Math.min(1, Math.max(0, axis.place(share)));
const short = (value: number) => Number(value.toFixed(1));

function Heads({ comparison, axis, y }: { comparison: Comparison; axis: ForestAxis; y: number }) {
  const { plan } = comparison;
  const zero = across(axis, 0);
  return (
    <g fill={light.quiet} font-size="11">
      <text x={at.left} y={y}>
        suite
      </text>
      <text x={at.n} y={y} text-anchor="end">
        n
      </text>
      <text x={short(zero - 24)} y={y - 16} text-anchor="end">
        worse
      </text>
      <Arrow path="M4 0H-4M-1-3-4 0-1 3" x={zero - 14} y={y - 20} />
      <Arrow path={directionPaths.target} x={zero + 14} y={y - 20} />
      <text x={short(zero + 24)} y={y - 16}>
        better
      </text>
      <Ticks axis={axis} y={y} />
      <text x={at.difference} y={y} text-anchor="end">
        difference
      </text>
      <text x={at.interval} y={y} text-anchor="end">
        {`${levelText(plan.level)} interval`}
      </text>
      <text x={at.p} y={y} text-anchor="end">
        {plan.correction === "bh" ? "p (BH)" : "p (Holm)"}
      </text>
      <path d={`M${at.left} ${y + 8}H${at.right}`} stroke={light.ink} />
    </g>
  );
}

function Ticks({ axis, y }: { axis: ForestAxis; y: number }) {
  return (
    <g fill={light.quiet} font-size="11" text-anchor="middle">
      {axis.ticks.map(({ share, label }) => (
        <text x={short(across(axis, share))} y={y}>
          {label}
        </text>
      ))}
    </g>
  );
}

function Grid({ axis, from, to }: { axis: ForestAxis; from: number; to: number }) {
  return (
    <g>
      {axis.ticks.map(({ share }) => (
        <path
          d={`M${short(across(axis, share))} ${from}V${to}`}
          stroke={share === 0 ? light.ink : light.rule}
          stroke-width={share === 0 ? 1.2 : 1}
        />
      ))}
    </g>
  );
}

/** The margin as a band, where it is the same share of every row's range. */
function MarginBand({
  rows,
  axis,
  from,
  to,
}: {
  rows: readonly SuiteRow[];
  axis: ForestAxis;
  from: number;
  to: number;
}) {
  const shares = rows.flatMap(({ margin, range }) =>
    margin === null ? [] : [Number((margin / (range === null ? 1 : range[1] - range[0])).toPrecision(6))],
  );
  const [share] = shares;
  if (share === undefined || shares.some((other) => other !== share)) return null;
  const x = across(axis, -share);
  return <rect x={short(x)} width={short(across(axis, share) - x)} y={from} height={to - from} fill={light.band} />;
}

function GroupHead({ y, title, summary }: { y: number; title: string; summary: string }) {
  return (
    <g>
      <text x={at.left} y={y} {...strong}>
        {title}
      </text>
      {summary === "" ? null : (
        <text x={short(at.left + textWidth(title, size, 600) + 12)} y={y} fill={light.quiet} font-size="11">
          {summary}
        </text>
      )}
      <path d={`M${at.left} ${y + 6}H${at.right}`} stroke={light.rule} />
    </g>
  );
}

interface RowProps {
  placed: Arrangement["groups"][number]["rows"][number];
  y: number;
  axis: ForestAxis;
}

function RowLine({ placed: { view }, y, axis }: RowProps) {
  const { row } = view;
  const base = y + 4;
  const label = fitted(xmlText(view.label), at.n - at.left - 14 - textWidth(view.n, size) - 14, size);
  return (
    <g>
      {row.direction === "unknown" ? (
        <text x={at.left} y={base} fill={light.quiet}>
          ?
        </text>
      ) : (
        <Arrow path={directionPaths[row.direction]} x={at.left + 4} y={y} />
      )}
      <text x={at.left + 14} y={base} fill={row.counted ? light.ink : light.quiet}>
        {label}
      </text>
      <text x={at.n} y={base} text-anchor="end" fill={light.quiet}>
        {view.n}
      </text>
      <Mark row={row} y={y} axis={axis} />
      <text x={at.difference} y={base} text-anchor="end" {...strong}>
        {view.difference}
      </text>
      <text x={at.interval} y={base} text-anchor="end" fill={light.quiet}>
        {view.interval}
      </text>
      <text x={at.p} y={base} text-anchor="end" fill={light.quiet}>
        {view.p}
      </text>
    </g>
  );
}

function Mark({ row, y, axis }: { row: SuiteRow; y: number; axis: ForestAxis }) {
  const share = improvementShare(row);
  if (share === undefined) return null;
  const { point, lower, upper } = share;
  const colour = light[verdictColours[row.verdict]];
  const [from, to] = axis.domain;
  const inside = point >= from && point <= to;
  return (
    <g stroke={colour} fill={colour}>
      {lower === null || upper === null ? null : (
        <path d={`M${short(across(axis, lower))} ${y}H${short(across(axis, upper))}`} stroke-width="2.6" />
      )}
      {(lower ?? point) < from ? (
        <path d={arrowHeads.left} transform={`translate(${at.plotFrom - 6} ${y})`} stroke="none" />
      ) : null}
      {(upper ?? point) > to ? (
        <path d={arrowHeads.right} transform={`translate(${at.plotTo + 6} ${y})`} stroke="none" />
      ) : null}
      {inside ? <Shape verdict={row.verdict} x={short(across(axis, point))} y={y} /> : null}
    </g>
  );
}

function Shape({ verdict, x, y }: { verdict: SuiteRow["verdict"]; x: number; y: number }) {
  const { path, full } = verdictShapes[verdict];
  return (
    <path
      d={path}
      transform={`translate(${x} ${y})`}
      {...(full ? { "stroke-width": 1 } : { fill: light.ground, "stroke-width": 1.8 })}
      stroke-linejoin="round"
      stroke-linecap="round"
    />
  );
}

function Arrow({ path, x, y }: { path: string; x: number; y: number }) {
  return (
    <path
      d={path}
      transform={`translate(${short(x)} ${short(y)})`}
      fill="none"
      stroke={light.quiet}
      stroke-width="1.1"
    />
  );
}

interface KeyEntry {
  words: string;
  verdict?: SuiteRow["verdict"];
  direction?: "higher" | "lower" | "target";
  x: number;
  line: number;
}

/** The shapes and arrows that occur, with their words, in as many lines as they need. */
function keyOf(rows: readonly SuiteRow[]): KeyEntry[] {
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

function Key({ entries, y }: { entries: readonly KeyEntry[]; y: number }) {
  return (
    <g font-size="11" fill={light.quiet}>
      {entries.map(({ words, verdict, direction, x, line: row }) => {
        const middle = y + row * line.text;
        const colour = verdict === undefined ? light.quiet : light[verdictColours[verdict]];
        return (
          <g stroke={colour} fill={colour}>
            {verdict === undefined ? null : <Shape verdict={verdict} x={x} y={middle} />}
            {direction === undefined ? null : <Arrow path={directionPaths[direction]} x={x} y={middle} />}
            <text x={verdict === undefined && direction === undefined ? x - 4 : x + 12} y={middle + 4} stroke="none">
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
}
