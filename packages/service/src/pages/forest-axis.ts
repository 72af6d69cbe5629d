/** The axis that all rows of a forest plot share. */
import { quantileSorted } from "d3-array";
import { format } from "d3-format";
import { scaleLinear } from "d3-scale";
import type { ImprovementShare } from "../render/row-view.ts";

/** Improvement as a share of each suite's range, worse on the left. */
export interface ForestAxis {
  /** shares of the range at the two ends; zero lies between */
  domain: readonly [number, number];
  ticks: readonly { share: number; label: string }[];
  /** where a share lies, 0 at the left end and 1 at the right; beyond them outside the axis */
  place(share: number): number;
}

/** What the axis shows, for its title. */
export const axisTitle = "improvement as a share of the range, in points";

/** The least distance from zero to an end, so that an axis never zooms into nothing. */
const leastReach = 0.012;

/**
 * An axis on which nearly all of these intervals fit.
 *
 * A twentieth of the bounds may lie outside on either side (the plot marks where they are cut): one wide interval must
 * not press all others together. The narrower side gets a third of the wider one's length at least, for a reader judges
 * by eye how far the rows lie on either side of zero.
 */
export function forestAxis(shares: readonly ImprovementShare[], ticks = 6): ForestAxis {
  const ends = (bound: (share: ImprovementShare) => number) => shares.map(bound).sort((one, other) => one - other);
  const lower = quantileSorted(
    ends(({ point, lower: own }) => own ?? point),
    0.05,
  );
  const upper = quantileSorted(
    ends(({ point, upper: own }) => own ?? point),
    0.95,
  );
  const left = Math.max(leastReach, -(lower ?? 0));
  const right = Math.max(leastReach, upper ?? 0);
  const scale = scaleLinear()
    .domain([-Math.max(left, right / 3), Math.max(right, left / 3)])
    .nice(ticks + 2);
  const [from = -1, to = 1] = scale.domain();
  const domain = [Math.max(-1, from), Math.min(1, to)] as const;
  scale.domain(domain);
  const step = scale.ticks(ticks);
  const text = format("+~r");
  return {
    domain,
    ticks: step.map((share) => ({ share, label: share === 0 ? "0" : text(Number((share * 100).toPrecision(6))) })),
    place: (share) => scale(share),
  };
}
