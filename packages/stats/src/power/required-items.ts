import { need } from "../errors.ts";
import { detectionFactor } from "./minimum-detectable.ts";

/** The variance of one item's difference, its epochs taken apart. */
export interface ItemVariance {
  /** of the items' true differences (ω²) */
  items: number;
  /** of one epoch about its item's mean, in each arm (σ²) */
  treatmentEpoch: number;
  baselineEpoch: number;
  treatmentEpochs: number;
  baselineEpochs: number;
}

/**
 * What is the variance of an item's difference with so many epochs: ω² + σ²_T/K_T + σ²_B/K_B?
 *
 * All variances in squared score units.
 *
 * @throws {StatsError} if an arm has less than one epoch
 * @see Miller (2024), arXiv 2411.00640; oracle: its worked example
 */
export function varianceOfDifference(variance: ItemVariance): number {
  const { treatmentEpochs, baselineEpochs } = variance;
  need(treatmentEpochs >= 1 && baselineEpochs >= 1, "at least one epoch an arm was needed");
  return variance.items + variance.treatmentEpoch / treatmentEpochs + variance.baselineEpoch / baselineEpochs;
}

/**
 * How many items would find a difference of this size with 80 % power? Not rounded: take the next whole number.
 *
 * @throws {StatsError} if the difference is not positive
 * @see Miller (2024), arXiv 2411.00640, which quotes 969
 */
export function requiredItems(options: {
  variance: number;
  difference: number;
  level: number;
  power?: number;
}): number {
  const { variance, difference } = options;
  need(difference > 0, `a positive difference was needed, found ${difference}`);
  const factor = detectionFactor(options);
  return (factor * factor * variance) / (difference * difference);
}

/**
 * How many items, right or wrong in both arms, would find a difference of two paired rates? Not rounded.
 *
 * `discordant`: the share of items that change; `difference`: the difference of the rates.
 *
 * @throws {StatsError} unless 0 < difference ≤ discordant ≤ 1
 * @see Connor (1987), Biometrics 43:207
 */
export function requiredPairedBinary(options: {
  discordant: number;
  difference: number;
  level: number;
  power?: number;
}): number {
  const { discordant, difference, level, power = 0.8 } = options;
  need(
    difference > 0 && difference <= discordant && discordant <= 1,
    `0 < difference ≤ discordant ≤ 1 was needed, found ${difference} and ${discordant}`,
  );
  const ofLevel = detectionFactor({ level, power: 0.5 });
  const ofPower = detectionFactor({ level, power }) - ofLevel;
  const root = ofLevel * Math.sqrt(discordant) + ofPower * Math.sqrt(Math.max(0, discordant - difference * difference));
  return (root * root) / (difference * difference);
}
