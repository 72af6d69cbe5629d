/** What is certain of suites that a reader picked after seeing the results: from the stored rows alone. */
import type { Comparison, SubsetGuarantee, SuiteRow } from "@evenmatch/contract/comparison";
import { Problem } from "@evenmatch/contract/problem";
import type { BoardRow } from "@evenmatch/stats";
import { guarantees } from "@evenmatch/stats/board/guarantee";
import { headline } from "@evenmatch/stats/board/headline";
import { signOf } from "@evenmatch/stats/board/sign-of";

const keyOf = ({ suite, variant, condition, metric }: SuiteRow) => `${suite}/${variant}/${condition}/${metric}`;

/** The row as the board saw it, as far as its closed tests ask. */
function boardRow(row: SuiteRow): BoardRow {
  const { suite, family, domain, traits, role, audience, direction, range } = row;
  const shared = { suite, family, domain, traits, role, audience, direction, range };
  // stored as JSON: the same fields, without the read-only marks; rows that count contain no others
  const analysis = row as unknown as BoardRow["analysis"];
  return { ...shared, key: keyOf(row), primary: true, containsOthers: false, inTraining: null, analysis };
}

/** Planned suites without a row that would have counted: hypotheses with p = 1. */
function missingHypotheses({ missingSuites }: Comparison): number {
  return missingSuites.filter(({ counted }) => counted).length;
}

/**
 * At least how many of these suites truly improved, and at most how many regressed by more than the margin?
 *
 * Closed testing over the whole board, so the statement holds whichever suites are picked, and for every such pick at
 * once. `suites`: ids; all rows of a suite that count.
 *
 * @throws {Problem} not_found for a suite that is not in the comparison, invalid_query for none
 */
export function subsetGuarantee(comparison: Comparison, suites: readonly string[]): SubsetGuarantee {
  const unknown = suites.find((suite) => !comparison.suites.some((row) => row.suite === suite));
  if (unknown !== undefined) throw new Problem("not_found", `no suite ${unknown} in this comparison`);
  if (suites.length === 0) throw new Problem("invalid_query", "suite: needed the id of a suite, found none");
  const counted = comparison.suites.filter((row) => row.counted);
  const picked = counted.filter(({ suite }) => suites.includes(suite));
  const keys = new Set(picked.map(keyOf));
  const guaranteeOf = guarantees(counted.map(boardRow), missingHypotheses(comparison), comparison.plan.level);
  const { digest, experiment, computeMatch } = comparison;
  return {
    digest,
    experiment,
    computeMatch,
    suites: [...new Set(suites)],
    headline: headline(
      picked.map((row) => ({
        ...row,
        key: keyOf(row),
        notCounted: null,
        noVerdict: null,
        sign: signOf(boardRow(row), row.difference.improvement ?? 0),
      })),
    ),
    guarantee: guaranteeOf(keys),
  };
}
