/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Persistence, PersistenceRow } from "@evenmatch/contract/persistence";
import { differenceText, intervalText, levelText, none, pText } from "../render/numbers.ts";
import {
  axisWords,
  fallOf,
  halfLifeText,
  persistenceSentence,
  retainedText,
  scaleOfCurve,
  trendSentence,
} from "../render/persistence-words.ts";
import { plainText } from "../render/plain-text.ts";
import { rowLabel } from "../render/row-view.ts";
import { warningText } from "../render/warnings.ts";
import { CurvePlot } from "./curve-plot.tsx";
import { unbroken } from "./unbroken.ts";

/** Curves drawn: those that fell most beyond their noise; the table has all. */
const drawn = 12;

/** Does the difference last? Each suite followed along conditions, doses or steps. */
export function Curves({ persistence }: { persistence: Persistence }) {
  const { rows, left, axis, level } = persistence;
  const ordered = [...rows].sort((one, other) => fallOf(one) - fallOf(other));
  const trend = trendSentence(persistence);
  const sentence = persistenceSentence(persistence);
  return (
    <section aria-labelledby="persistence">
      <h2 id="persistence">Persistence</h2>
      <p class="quiet">
        The improvement followed {unbroken(sentence)}.{trend === undefined ? "" : ` ${unbroken(trend)}.`}
        {rows.length > drawn ? ` Drawn: the ${drawn} that fell most, beyond their noise.` : ""}
      </p>
      {rows.length === 0 ? null : (
        <>
          <div class="charts">
            {ordered.slice(0, drawn).map((row) => (
              <figure class="chart-figure">
                <figcaption>
                  <b>{rowLabel(row)}</b>
                </figcaption>
                <CurvePlot row={row} axis={axisWords[axis]} />
              </figure>
            ))}
          </div>
          <p class="legend">
            Points with {levelText(level)} intervals; the shaded band holds at all points together; the line across is
            no difference.
          </p>
          <CurveTable rows={ordered} level={level} />
        </>
      )}
      <Notes rows={rows} left={left} />
    </section>
  );
}

function CurveTable({ rows, level }: { rows: readonly PersistenceRow[]; level: number }) {
  // half of an improvement can be lost only where there was one
  const hasRetention = rows.some((row) => retainedText(row) !== undefined);
  const hasHalfLife = rows.some((row) => halfLifeText(row) !== undefined);
  return (
    <table class="plain-table">
      <caption class="unseen">What became of each improvement</caption>
      <thead>
        <tr>
          <th scope="col" class="name">
            suite
          </th>
          <th scope="col">first</th>
          <th scope="col">last</th>
          <th scope="col">change</th>
          <th scope="col" class="wide">
            {levelText(level)} interval
          </th>
          <th scope="col">p</th>
          {hasRetention ? (
            <th scope="col" class="wide">
              left of it
            </th>
          ) : null}
          {hasHalfLife ? (
            <th scope="col" class="wide">
              half gone at
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <CurveRow row={row} hasRetention={hasRetention} hasHalfLife={hasHalfLife} />
        ))}
      </tbody>
    </table>
  );
}

function CurveRow({ row, ...has }: { row: PersistenceRow; hasRetention: boolean; hasHalfLife: boolean }) {
  const scale = scaleOfCurve(row);
  const { value, interval, p } = row.differenceInDegradation;
  const retained = retainedText(row);
  const half = halfLifeText(row);
  return (
    <tr>
      <th scope="row" class="name">
        {rowLabel(row)}
      </th>
      <td>{differenceText(row.points[0]?.improvement.value ?? null, scale)}</td>
      <td>{differenceText(row.points.at(-1)?.improvement.value ?? null, scale)}</td>
      <td class={interval === null ? "" : interval[1] < 0 ? "loss" : interval[0] > 0 ? "gain" : ""}>
        <b>{differenceText(value, scale)}</b>
      </td>
      <td class="wide">{intervalText(interval, scale)}</td>
      <td>{pText(p)}</td>
      {has.hasRetention ? (
        <td class="wide wrap">{retained === undefined ? none : `${retained.share} (${retained.interval})`}</td>
      ) : null}
      {has.hasHalfLife ? (
        <td class="wide wrap">{half === undefined ? none : `${half.dose} (${half.interval})`}</td>
      ) : null}
    </tr>
  );
}

/** What has to be known of the curves, each once, and which suites have none. */
function Notes({ rows, left }: Pick<Persistence, "rows" | "left">) {
  const codes = new Map<string, string[]>();
  for (const row of rows) {
    for (const code of row.warnings) codes.set(code, [...(codes.get(code) ?? []), rowLabel(row)]);
  }
  if (codes.size + left.length === 0) return null;
  return (
    <ul class="notes">
      {[...codes].map(([code, names]) => (
        <li>
          <b>!</b> {warningText(code)}{" "}
          <span class="quiet">({names.length === rows.length ? "every curve" : names.join(", ")})</span>
        </li>
      ))}
      {left.map((row) => (
        <li>
          <b>{none}</b> {rowLabel(row)} can't be followed: {plainText(row.reason)}
        </li>
      ))}
    </ul>
  );
}
