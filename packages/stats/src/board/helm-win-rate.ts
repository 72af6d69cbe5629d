import { need } from "../errors.ts";
import { mean } from "../sum.ts";

/**
 * Against how many of the others does each model win, on average over the scenarios?
 *
 * HELM's mean win rate: in each scenario (others strictly worse + ½ · others tied) / (others with a score), then the mean
 * over the scenarios where the model has a score. `scores[model][scenario]`, greater is better, null where there is none.
 * It depends on which other models are present, and a missing score silently changes what is compared: a figure to
 * restate leaderboards by, not a comparison of two checkpoints. Null for a model without any comparison.
 *
 * @throws {StatsError} if the models have different numbers of scenarios
 * @see HELM, compute_aggregate_row_win_rates; oracle: HELM's own tests
 */
export function helmMeanWinRates(scores: readonly (readonly (number | null)[])[]): (number | null)[] {
  const scenarios = scores[0]?.length ?? 0;
  need(
    scores.every((row) => row.length === scenarios),
    "the same scenarios for every model were needed",
  );
  return scores.map((row, model) => {
    const others = scores.filter((_, other) => other !== model);
    const rates = row.flatMap((score, scenario) => {
      const rivals = others.flatMap((other) => other[scenario] ?? []);
      if (score === null || rivals.length === 0) return [];
      return mean(rivals.map((rival) => (score > rival ? 1 : score === rival ? 0.5 : 0)));
    });
    return rates.length === 0 ? null : mean(rates);
  });
}
