/** The true effects of the demo, drawn before any score: what a study over endless fresh items would find. */
import type { Suite } from "@evenmatch/contract";
import { type Random, randomStream, shuffled } from "./random.ts";
import { scoreLaw } from "./scores.ts";
import type { DemoSuite } from "./suites.ts";

/** What the treatment was trained on: there its true gains are larger. */
export const trainedDomains = ["health", "agentic"] as const;
/** Outcome suites where the baseline is truly better. */
export const trulyWorse = 7;

/** What is true of one suite: means over fresh items, clusters and epochs, not over the items that were drawn. */
export interface SuiteTruth {
  suite: string;
  family: string;
  domain: string;
  role: string;
  format: string;
  metric: string;
  direction: string;
  items: number;
  epochs: number;
  clusters: number | null;
  /** share of the range that each arm aims at; the law of its scores follows from it */
  levels: { treatment: number; baseline: number };
  treatment: number;
  baseline: number;
  /** treatment − baseline */
  difference: number;
  /** turned so that positive is better; of a `target` metric, the distance that the treatment came closer */
  improvement: number;
}

/**
 * The truth of every suite: an effect per family, a deviation per suite, more where the treatment was trained, and
 * seven outcome suites, drawn among all, where the baseline is truly better. Controls barely move.
 */
export function drawTruth(seed: string, suites: readonly DemoSuite[], definitions: readonly Suite[]): SuiteTruth[] {
  const outcomes = suites.flatMap((_, at) => (definitions[at]?.role === "outcome" ? [at] : []));
  const worse = new Set(shuffled(outcomes, randomStream(seed, "truly worse")).slice(0, trulyWorse));
  return suites.map((suite, at) => {
    const definition = definitions[at] as Suite;
    const random = randomStream(seed, `truth|${suite.suite}`);
    const shared = randomStream(seed, `truth of family|${definition.family}`).normal();
    const gain = trueGain({ definition, shared, random, worse: worse.has(at) });
    return suiteTruth({ suite, definition, gain, baseline: baselineLevel(definition, random) });
  });
}

interface GainOptions {
  definition: Suite;
  /** standard normal, of the family */
  shared: number;
  random: Random;
  worse: boolean;
}

/** The gain as a share of the range, positive where the treatment is better. */
function trueGain(options: GainOptions): number {
  const { definition, shared, random, worse } = options;
  const own = random.normal();
  if (definition.role !== "outcome") return 0.004 * own;
  if (worse) return -Math.max(0.02, 0.05 + 0.02 * own);
  const trained = (trainedDomains as readonly string[]).includes(definition.domain) ? 0.03 : 0;
  return Math.max(0.01, 0.05 + trained + 0.02 * shared + 0.015 * own);
}

function baselineLevel(definition: Suite, random: Random): number {
  const u = random.uniform();
  if (definition.metric.direction === "higher") return 0.45 + 0.3 * u;
  if (definition.metric.direction === "lower") return 0.25 + 0.25 * u;
  // clearly above an ideal in the middle, so that neither arm crosses it
  return 0.64 + 0.06 * u;
}

function suiteTruth(options: { suite: DemoSuite; definition: Suite; gain: number; baseline: number }): SuiteTruth {
  const { suite, definition, gain, baseline } = options;
  const { direction, ideal } = definition.metric;
  const range = definition.metric.range ?? [0, 1];
  const treatment = direction === "higher" ? baseline + gain : baseline - gain;
  const means = {
    treatment: scoreLaw(suite.score, treatment, range).mean,
    baseline: scoreLaw(suite.score, baseline, range).mean,
  };
  const difference = means.treatment - means.baseline;
  return {
    suite: suite.suite,
    family: definition.family,
    domain: definition.domain,
    role: definition.role,
    format: suite.format,
    metric: suite.metric,
    direction,
    items: suite.items,
    epochs: suite.epochs ?? 1,
    clusters: suite.clusters?.count ?? null,
    levels: { treatment, baseline },
    ...means,
    difference,
    improvement: improvementOf(means, direction, ideal ?? 0),
  };
}

function improvementOf(means: { treatment: number; baseline: number }, direction: string, ideal: number): number {
  if (direction === "target") return Math.abs(means.baseline - ideal) - Math.abs(means.treatment - ideal);
  return direction === "lower" ? means.baseline - means.treatment : means.treatment - means.baseline;
}
