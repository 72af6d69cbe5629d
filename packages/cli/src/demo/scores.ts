/**
 * From a latent quality to a score: every kind of score has a mean over fresh items that is known in closed form.
 *
 * `z` is standard normal over items, whatever it is made of (`latent.ts`), so the mean depends on the arm's level alone.
 */
import { normalCdf } from "@evenmatch/stats/distributions/normal-cdf";
import { normalQuantile } from "@evenmatch/stats/distributions/normal-quantile";
import type { Random } from "./random.ts";
import type { ScoreKind } from "./suites.ts";

/** A score, with its counts where the metric is a ratio of sums. */
export interface Scored {
  score: number;
  tp?: number;
  fp?: number;
  fn?: number;
}

/** How one arm scores on one suite. */
export interface ScoreLaw {
  /** the mean over fresh items: of a detection suite its F1, a ratio of sums */
  mean: number;
  /** `trait`: a uniform number that belongs to the item in both arms; `noise`: the arm's own */
  draw(z: number, trait: number, noise: Random): Scored;
}

/** How far scores inside the range spread about their level, in latent units. */
const spread = 0.8;
const positiveShare = 0.45;
const penalties = 0.35;
const rubrics: readonly (readonly number[])[] = [
  [7, 5, 3, -6],
  [10, 5, 5, 2, -8],
  [8, 8, 4, 4, -5, -3],
  [9, 6, 3],
];

/**
 * The law of an arm's scores at a level: which share of the range does it reach on average?
 *
 * `level` in (0, 1); of graded, rubric and detection scores the mean is near the level, not equal to it. `range`: least
 * and greatest score; rubrics and detections ignore it.
 */
export function scoreLaw(kind: ScoreKind, level: number, range: readonly [number, number]): ScoreLaw {
  const [low, high] = range;
  const scaled = (share: number) => low + share * (high - low);
  const location = normalQuantile(level) * Math.sqrt(1 + spread * spread);
  switch (kind.kind) {
    case "binary": {
      const threshold = -normalQuantile(level);
      return { mean: scaled(level), draw: (z) => ({ score: z > threshold ? high : low }) };
    }
    case "continuous":
      // E Φ(a + bz) = Φ(a / √(1 + b²))
      return { mean: scaled(level), draw: (z) => ({ score: rounded(scaled(normalCdf(location + spread * z))) }) };
    case "graded":
      return gradedLaw(kind.grades, location, scaled);
    case "rubric":
      return rubricLaw(level);
    case "detection":
      return detectionLaw(level);
  }
}

function gradedLaw(grades: number, location: number, scaled: (share: number) => number): ScoreLaw {
  let mean = 0;
  for (let k = 1; k < grades; k++) mean += normalCdf((location - normalQuantile(k / grades)) / spread) / (grades - 1);
  return {
    mean: scaled(mean),
    draw: (z) => {
      const grade = Math.min(grades - 1, Math.floor(normalCdf(location + spread * z) * grades));
      return { score: rounded(scaled(grade / (grades - 1))) };
    },
  };
}

function rubricLaw(level: number): ScoreLaw {
  const penaltyRate = (1 - level) * penalties;
  const met = -normalQuantile(level);
  const penalised = -normalQuantile(penaltyRate);
  const positive = (points: readonly number[]) => points.reduce((sum, p) => sum + Math.max(p, 0), 0);
  const negative = (points: readonly number[]) => points.reduce((sum, p) => sum + Math.min(p, 0), 0);
  const mean =
    rubrics.reduce((sum, points) => sum + level + (penaltyRate * negative(points)) / positive(points), 0) /
    rubrics.length;
  return {
    mean,
    draw: (z, trait, noise) => {
      const points = rubrics[Math.floor(trait * rubrics.length)] ?? [];
      let earned = 0;
      for (const point of points) {
        const quality = Math.SQRT1_2 * z + Math.SQRT1_2 * noise.normal();
        // a good answer meets criteria and earns no penalties
        if (point > 0 ? quality > met : -quality > penalised) earned += point;
      }
      return { score: earned / positive(points) };
    },
  };
}

function detectionLaw(level: number): ScoreLaw {
  const alarmRate = (1 - level) * 0.6;
  const found = -normalQuantile(level);
  const alarmed = -normalQuantile(alarmRate);
  const tp = positiveShare * level;
  const fn = positiveShare * (1 - level);
  const fp = (1 - positiveShare) * alarmRate;
  return {
    mean: (2 * tp) / (2 * tp + fp + fn),
    draw: (z, trait) => {
      const there = trait < positiveShare;
      const said = there ? z > found : -z > alarmed;
      return {
        score: there === said ? 1 : 0,
        tp: there && said ? 1 : 0,
        fp: !there && said ? 1 : 0,
        fn: there && !said ? 1 : 0,
      };
    },
  };
}

/** Four decimals, as harnesses print graded scores. */
function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
