/** What was sent, what was acknowledged, and what readers saw: every answer is held against it. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { versionOf } from "./scores.ts";

type Arm = "treatment" | "baseline";

/** One suite of one checkpoint, and who sends it. */
export interface Lane {
  experiment: string;
  arm: Arm;
  suite: string;
  /** highest version that was sent, and that was acknowledged */
  sent: number;
  acknowledged: number;
}

const laneKey = (experiment: string, arm: Arm, suite: string) => `${experiment}/${arm}/${suite}`;

export interface Ledger {
  lanes: readonly Lane[];
  /** answers that contradict what was sent, in words */
  wrong: string[];
  /** what a reader may no longer be shown anything older than, taken before its request */
  seenSoFar(): ReadonlyMap<string, number>;
  /** holds an answer against the ledger; `before`: what had been seen when it was asked for */
  check(comparison: Comparison, experiment: string, before: ReadonlyMap<string, number>): void;
  /** lanes whose acknowledged version is not what a comparison at rest shows */
  lost(comparison: Comparison, experiment: string): string[];
}

export function soakLedger(lanes: readonly Lane[]): Ledger {
  const wrong: string[] = [];
  const byKey = new Map(lanes.map((lane) => [laneKey(lane.experiment, lane.arm, lane.suite), lane]));
  const seen = new Map<string, number>();

  function versions(comparison: Comparison, experiment: string) {
    return comparison.suites.flatMap((row) =>
      (["treatment", "baseline"] as const).map((arm) => {
        const key = laneKey(experiment, arm, row.suite);
        return { key, lane: byKey.get(key), mean: row[arm].mean, version: versionOf(row[arm].mean) };
      }),
    );
  }

  return {
    lanes,
    wrong,
    seenSoFar: () => new Map(seen),
    check(comparison, experiment, before) {
      if (comparison.experiment !== experiment) wrong.push(`${experiment}: answered ${comparison.experiment}`);
      for (const { key, lane, mean, version } of versions(comparison, experiment)) {
        if (lane === undefined || version === undefined || version > lane.sent) {
          wrong.push(`${key}: a mean of ${mean} that nobody sent`);
          continue;
        }
        const last = before.get(key) ?? 0;
        if (version < last) wrong.push(`${key}: version ${version} after ${last}`);
        if (version > (seen.get(key) ?? 0)) seen.set(key, version);
      }
      for (const { suite, treatment, baseline, difference, results } of comparison.suites) {
        const expected = (treatment.mean ?? 0) - (baseline.mean ?? 0);
        if (difference.value === null || Math.abs(difference.value - expected) > 1e-12) {
          wrong.push(`${experiment}/${suite}: a difference of ${difference.value}, needed ${expected}`);
        }
        if (results.treatment.length !== 1 || results.baseline.length !== 1) {
          wrong.push(`${experiment}/${suite}: needed one result in each arm`);
        }
      }
      const { ahead, behind, tied, suites } = comparison.headline;
      if (ahead + behind + tied !== suites) wrong.push(`${experiment}: a headline that does not add up`);
    },
    lost(comparison, experiment) {
      const shown = new Map(versions(comparison, experiment).map(({ key, version }) => [key, version ?? 0]));
      return lanes
        .filter((lane) => lane.experiment === experiment)
        .flatMap((lane) => {
          const key = laneKey(experiment, lane.arm, lane.suite);
          const version = shown.get(key) ?? 0;
          const whole = version >= lane.acknowledged && version <= lane.sent;
          return whole ? [] : [`${key}: acknowledged ${lane.acknowledged}, sent ${lane.sent}, found ${version}`];
        });
    },
  };
}
