import type { ImprovementShare } from "./row-view.ts";

/** An axis for a column of small drawings: worse on the left, better on the right, zero in the middle. */
export interface Axis {
  /** share of the range at either end */
  reach: number;
  /** cells, odd */
  width: number;
}

const reaches = [0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1];

/**
 * An axis on which nearly all of these intervals fit.
 *
 * A tenth of the rows may stick out (drawings mark where they are cut): one wide interval must not press all others
 * together into the middle.
 */
export function axisFor(shares: readonly ImprovementShare[], width: number): Axis {
  const bounds = shares
    .map(({ point, lower, upper }) => Math.max(Math.abs(point), Math.abs(lower ?? 0), Math.abs(upper ?? 0)))
    .sort((one, other) => one - other);
  const needed = bounds[Math.ceil(bounds.length * 0.9) - 1] ?? 0;
  return { reach: reaches.find((reach) => reach >= needed) ?? 1, width: width % 2 === 1 ? width : width - 1 };
}

/** The interval as `──●──` about the zero line `│`; `◂` and `▸` where it leaves the axis. */
export function intervalDrawing(share: ImprovementShare, { reach, width }: Axis): string {
  const middle = (width - 1) / 2;
  // only zero stands on the zero line: an interval that clears it must be seen to
  const place = (value: number) =>
    middle + Math.sign(value) * Math.max(value === 0 ? 0 : 1, Math.round((Math.abs(value) / reach) * middle));
  const cells: string[] = Array.from({ length: width }, (_, cell) => (cell === middle ? "│" : " "));
  const from = place(share.lower ?? share.point);
  const to = place(share.upper ?? share.point);
  for (let cell = Math.max(0, from); cell <= Math.min(width - 1, to); cell += 1)
    cells[cell] = cell === middle ? "┼" : "─";
  const point = place(share.point);
  if (point >= 0 && point < width) cells[point] = "●";
  if (from < 0) cells[0] = "◂";
  if (to >= width) cells[width - 1] = "▸";
  return cells.join("");
}

/** A proportion with its interval on an axis from 0 to 1, a half marked in the middle. */
export function proportionDrawing(value: number, interval: readonly [number, number] | null, width: number): string {
  const shifted = { point: value - 0.5, lower: (interval?.[0] ?? value) - 0.5, upper: (interval?.[1] ?? value) - 0.5 };
  return intervalDrawing(shifted, { reach: 0.5, width: width % 2 === 1 ? width : width - 1 });
}
