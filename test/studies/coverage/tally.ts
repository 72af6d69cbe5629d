import type { Interval } from "@evenmatch/stats";
import type { Rate, Tally } from "./cell.ts";

/** Counts intervals by method, in the order in which the methods first come. */
export function tallies(truth: number): { add(method: string, interval: Interval | null): void; all(): Tally[] } {
  const byMethod = new Map<string, Tally>();
  return {
    add(method, interval) {
      const tally = byMethod.get(method) ?? emptyTally(method);
      byMethod.set(method, tally);
      tally.replications += 1;
      if (interval === null) {
        tally.undefined += 1;
        return;
      }
      const [lower, upper] = interval;
      if (truth < lower) tally.truthBelow += 1;
      else if (truth > upper) tally.truthAbove += 1;
      else tally.covered += 1;
      tally.lengthSum += upper - lower;
      tally.lengthSquares += (upper - lower) * (upper - lower);
    },
    all: () => [...byMethod.values()],
  };
}

function emptyTally(method: string): Tally {
  const none = { replications: 0, undefined: 0, covered: 0, truthBelow: 0, truthAbove: 0 };
  return { method, ...none, lengthSum: 0, lengthSquares: 0 };
}

/** Counts events and averages shares, in the order in which they first come. */
export function rates(): { add(event: string, value: number | boolean, atMost?: number): void; all(): Rate[] } {
  const byEvent = new Map<string, Rate>();
  return {
    add(event, value, atMost) {
      const rate = byEvent.get(event) ?? { event, replications: 0, sum: 0, squares: 0, atMost: atMost ?? null };
      byEvent.set(event, rate);
      const share = Number(value);
      rate.replications += 1;
      rate.sum += share;
      rate.squares += share * share;
    },
    all: () => [...byEvent.values()],
  };
}
