/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { raw } from "hono/html";
import { headlineSentence } from "../render/headline.ts";
import { levelText, rangeWidth } from "../render/numbers.ts";
import { arrange, type PlacedRow, plainView, type View } from "./arrange.ts";
import { directionPaths } from "./direction-arrow.ts";
import { across, at, face, line, short, size, strong } from "./figure-grid.ts";
import { headOf } from "./figure-head.ts";
import { Key, keyOf } from "./figure-key.tsx";
import { Arrow } from "./figure-marks.tsx";
import { metadataOf } from "./figure-metadata.ts";
import { GroupHead, RowLine } from "./figure-row.tsx";
import { axisTitle, type ForestAxis } from "./forest-axis.ts";
import { axisOf } from "./forest-table.tsx";
import { light } from "./palette.ts";
import { textWidth, xmlText } from "./svg-text.ts";

interface Placed {
  y: number;
  group?: string;
  summary?: string;
  row?: PlacedRow;
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
      <metadata>{raw(metadataOf(comparison))}</metadata>
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
      <Arrow path="M4 0H-4M-1-3-4 0-1 3" x={zero - 16 - textWidth("worse", 11)} y={y - 20} />
      <text x={short(zero - 8)} y={y - 16} text-anchor="end">
        worse
      </text>
      <text x={short(zero + 8)} y={y - 16}>
        better
      </text>
      <Arrow path={directionPaths.target} x={zero + 16 + textWidth("better", 11)} y={y - 20} />
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
  const shares = rows.flatMap((row) =>
    row.margin === null ? [] : [Number((row.margin / (rangeWidth(row) ?? 1)).toPrecision(6))],
  );
  const [share] = shares;
  if (share === undefined || shares.some((other) => other !== share)) return null;
  const x = across(axis, -share);
  return <rect x={short(x)} width={short(across(axis, share) - x)} y={from} height={to - from} fill={light.band} />;
}
