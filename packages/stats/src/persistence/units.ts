import { mean } from "../sum.ts";

/** What is redrawn: items, or clusters of them. */
export interface Units {
  items: number;
  units: number;
  /** per item, the unit it belongs to */
  unitOf: Int32Array;
}

/** The units of so many items: each its own, or their clusters, numbered in ascending order of the cluster numbers. */
export function unitsOf(items: number, cluster: Int32Array | null): Units {
  if (cluster === null) return { items, units: items, unitOf: Int32Array.from({ length: items }, (_, i) => i) };
  const numbers = [...new Set(cluster)].sort((left, right) => left - right);
  const unit = new Map(numbers.map((number, i) => [number, i]));
  return { items, units: numbers.length, unitOf: cluster.map((number) => unit.get(number)!) };
}

/** The sum of a column (one number per item) in every unit. */
export function unitSums(column: Float64Array, { units, unitOf }: Units): Float64Array {
  const sums = new Float64Array(units);
  for (let i = 0; i < column.length; i++) sums[unitOf[i]!]! += column[i]!;
  return sums;
}

/**
 * How do the means of two columns, measured on the same items, vary together?
 *
 * CR1: G/(G − 1)·Σ residual·residual/n² over the units; with every item its own unit it is the usual covariance over n.
 * Exactly 0 where a column is constant: asked of the inputs, for a computed residual of 1e-18 is not 0. Two units or more.
 *
 * @see Cameron & Miller (2015), J. Human Resources 50, 317
 */
export function covarianceOfMeans(left: Float64Array, right: Float64Array, units: Units): number {
  if (isConstant(left) || isConstant(right)) return 0;
  const leftResiduals = unitSums(centred(left), units);
  const rightResiduals = unitSums(centred(right), units);
  let cross = 0;
  for (let unit = 0; unit < units.units; unit++) cross += leftResiduals[unit]! * rightResiduals[unit]!;
  return ((units.units / (units.units - 1)) * cross) / (units.items * units.items);
}

function centred(column: Float64Array): Float64Array {
  const centre = mean(column);
  return column.map((value) => value - centre);
}

function isConstant(column: Float64Array): boolean {
  return column.every((value) => value === column[0]);
}
