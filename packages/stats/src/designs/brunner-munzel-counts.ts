import type { ArmItems } from "../arm-items.ts";
import { brunnerMunzel } from "../intervals/brunner-munzel.ts";
import { wilson } from "../intervals/wilson.ts";
import type { ItemCounts } from "../row.ts";
import type { RowContext } from "./design-result.ts";

/** Brunner–Munzel, turned so that better counts as greater; Wilson on the smaller arm where the arms don’t overlap. */
export function brunnerMunzelCounts(treatment: ArmItems, baseline: ArmItems, context: RowContext): ItemCounts | null {
  const { level } = context.plan;
  const turned = (scores: Float64Array) => (context.sign === -1 ? scores.map((score) => -score) : scores);
  const found = brunnerMunzel({
    treatment: turned(treatment.score),
    baseline: turned(baseline.score),
    level,
    tolerance: context.tolerance,
  });
  if (!found) return null;
  const n = Math.min(treatment.ids.length, baseline.ids.length);
  const { probability } = found;
  const interval = found.interval ?? wilson(probability * n, n, level);
  const method = found.interval ? "brunner-munzel" : "wilson";
  return { wins: 0, losses: 0, ties: 0, winProbability: probability, interval, method, epochWinProbability: null };
}
