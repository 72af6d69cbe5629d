import { need } from "../errors.ts";
import { sum } from "../sum.ts";

/** One sub-task of a group: its mean, the standard error of that, and how many items it has. */
export interface SubTask {
  mean: number;
  standardError: number;
  items: number;
}

/** A mean of a group of rows with its standard error, both in the units of the rows' effects. */
export interface GroupMean {
  mean: number;
  standardError: number;
}

/**
 * What is the mean of a group of sub-tasks, and how sure is it?
 *
 * `weighting` "items": every item alike (micro); "tasks": every sub-task alike (macro). The standard error belongs to the
 * weighting: the pooled one that some harnesses print beside a macro mean is that of the micro mean, and can be half of
 * the right one. Sub-tasks with different items, so independent.
 *
 * @throws {StatsError} without sub-tasks, or if a number of items is not positive
 * @see oracle: the exact variance of a weighted sum
 */
export function groupMean(tasks: readonly SubTask[], weighting: "items" | "tasks"): GroupMean {
  need(tasks.length > 0, "at least one sub-task was needed, found none");
  for (const { items } of tasks) need(items > 0, `positive numbers of items were needed, found ${items}`);
  const weights = tasks.map(({ items }) => (weighting === "items" ? items : 1));
  const total = sum(weights);
  const terms = tasks.map(({ mean, standardError }, i) => {
    const share = weights[i]! / total;
    return { mean: share * mean, variance: share * standardError * (share * standardError) };
  });
  return {
    mean: sum(terms.map(({ mean }) => mean)),
    standardError: Math.sqrt(sum(terms.map(({ variance }) => variance))),
  };
}
