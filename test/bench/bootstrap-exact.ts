/** Workload W without draws: every interval from the law itself (B = ∞), the nested win rate in closed form. */
import {
  acceleration,
  type BootstrapLaw,
  bcaProbabilities,
  hierarchicalWinRate,
  jackknifeOfRatio,
  normalQuantile,
  ratioLaw,
} from "@evenmatch/stats";
import { type Answer, estimands, level, ofSample, type Run } from "./estimands.ts";
import { printRun } from "./print-run.ts";
import { drawSuite, suites, unitsOf } from "./workload-w.ts";

const units = suites.map((_, index) => unitsOf(drawSuite(index)));
const tail = (1 - level) / 2;

/** Which sums each estimand divides, and what is taken off the quotient. */
const quotients = {
  difference: { plus: 0, minus: 1, denominator: 3, less: 0 },
  winProbability: { plus: 2, minus: null, denominator: 3, less: 0 },
  relativeChange: { plus: 0, minus: null, denominator: 1, less: 1 },
};

function bound(law: BootstrapLaw, p: number): number {
  const x = law.quantile(p);
  if (x === null) throw new Error("a bound of workload W did not stand its self-check");
  return x;
}

/** Everything that is asked of W, from the units in memory. */
function compute(): Pick<Run, "answers" | "overall"> {
  const answers: Answer[] = [];
  const ahead: number[] = [];
  for (const [suite, { rows, count }] of units.entries()) {
    for (const { name, of } of estimands) {
      const { plus, minus, denominator, less } = quotients[name];
      const top = new Float64Array(count);
      const bottom = new Float64Array(count);
      for (let unit = 0; unit < count; unit++) {
        top[unit] = rows[4 * unit + plus]! - (minus === null ? 0 : rows[4 * unit + minus]!);
        bottom[unit] = rows[4 * unit + denominator]!;
      }
      const sums = { numerator: top, denominator: bottom };
      const law = ratioLaw(sums);
      if (typeof law === "string") throw new Error(`suite ${suite}, ${name}: ${law}`);
      const at = (p: number) => bound(law, p) - less;
      const { below, equal } = law.at(ofSample(rows, of) + less);
      const a = acceleration(jackknifeOfRatio(sums));
      const moved =
        a === null ? null : bcaProbabilities({ bias: normalQuantile(below + equal / 2), acceleration: a, level });
      answers.push({
        suite,
        estimand: name,
        percentile: [at(tail), at(1 - tail)],
        bca: moved && [at(moved[0]), at(moved[1])],
      });
      if (name === "difference") {
        const zero = law.at(0);
        ahead.push(1 - zero.below - zero.equal / 2);
      }
    }
  }
  // a tie is half a win in the mean, not in each resample: the closed form knows no ties
  return { answers, overall: hierarchicalWinRate(ahead, level).interval };
}

printRun(compute);
