/** Arms without items: means with their standard errors, counts, and side-by-side judgements. */
import type { ArmInput, Judgement, SuiteInput } from "@evenmatch/stats";
import type { Facts, RowCell } from "./cell.ts";
import type { Draws } from "./draws.ts";
import { accuracy, unbounded } from "./items.ts";

const plain = (items: number, more: Partial<Facts> = {}): Facts => ({
  items,
  nonZero: items,
  skew: 0,
  clusters: null,
  seeds: null,
  continuous: false,
  ...more,
});

function summary(options: Pick<RowCell, "name" | "what" | "truth" | "facts" | "draw"> & Partial<RowCell>): RowCell {
  return {
    kind: "row",
    metric: unbounded,
    seedsMatched: false,
    warning: null,
    analytic: true,
    bootstrap: true,
    bca: false,
    ...options,
  };
}

/** `shared`: how much of an item's score both arms share, which their two means can't tell */
function meansOf(items: number, shared: number): RowCell["draw"] {
  return (draws) => {
    const own = Float64Array.from({ length: items }, () => shared * draws.normal());
    const rest = Math.sqrt(1 - shared * shared);
    const arm = (improvement: number) => aggregateOf(own.map((ease) => ease + improvement + rest * draws.normal()));
    const treatment = arm(0.2);
    return { treatment, baseline: arm(0) };
  };
}

function aggregateOf(scores: Float64Array): ArmInput {
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  const squares = scores.reduce((sum, score) => sum + (score - mean) * (score - mean), 0);
  return { kind: "aggregate", mean, standardError: Math.sqrt(squares / (n * (n - 1))), n };
}

const countsOf =
  (items: number, rates: readonly [treatment: number, baseline: number]): RowCell["draw"] =>
  (draws) => {
    const arm = (rate: number): ArmInput => {
      let successes = 0;
      for (let i = 0; i < items; i++) if (draws.chance(rate)) successes += 1;
      return { kind: "counts", successes, n: items };
    };
    const treatment = arm(rates[0]);
    return { treatment, baseline: arm(rates[1]) };
  };

/** `raters` judge each prompt; every one leans by himself, and every prompt leans */
function judgementsOf(options: {
  prompts: number;
  raters: number;
  promptLean: number;
  raterLean: number;
  named: boolean;
}): RowCell["draw"] {
  const { prompts, raters, promptLean, raterLean, named } = options;
  const between = (draws: Draws, width: number) => width * (2 * draws.uniform() - 1);
  return (draws): SuiteInput["arms"] => {
    const leanings = Array.from({ length: raters }, () => between(draws, raterLean));
    const judgements: Judgement[] = [];
    for (let prompt = 0; prompt < prompts; prompt++) {
      const lean = between(draws, promptLean);
      leanings.forEach((own, rater) => {
        const u = draws.uniform();
        // .45 prefer the treatment, .35 the baseline; who leans to one leans from the other
        const treatment = 0.45 + (lean + own) / 2;
        const preferred = u < treatment ? "treatment" : u < treatment + 0.2 ? "tie" : "baseline";
        const item = `p${String(prompt).padStart(3, "0")}`;
        judgements.push({ item, preferred, rater: named ? `r${rater}` : "", cluster: "" });
      });
    }
    return { judgements };
  };
}

export const summaryCells: readonly RowCell[] = [
  summary({
    name: "aggregate/independent-100",
    what: "means and standard errors of 100 items in each arm, items of their own",
    truth: 0.2,
    facts: plain(100, { continuous: true }),
    draw: meansOf(100, 0),
  }),
  summary({
    name: "aggregate/shared-100",
    what: "means and standard errors of the same 100 items in both arms, correlation .5: the pairing is lost",
    truth: 0.2,
    facts: plain(100),
    draw: meansOf(100, Math.SQRT1_2),
  }),
  summary({
    name: "counts/150",
    what: "90 and 75 expected successes of 150",
    metric: accuracy,
    truth: 0.1,
    facts: plain(150, { nonZero: 60 }),
    draw: countsOf(150, [0.6, 0.5]),
  }),
  summary({
    name: "counts/relative-risk-150",
    what: "the same, log ratio of the rates",
    metric: { ...accuracy, kind: "relative-risk" },
    truth: Math.log(0.6 / 0.5),
    facts: plain(150, { nonZero: 60 }),
    draw: countsOf(150, [0.6, 0.5]),
  }),
  summary({
    name: "preference/single-150",
    what: "150 prompts judged once: 45 % prefer the treatment, 20 % tie",
    truth: 0.1,
    facts: plain(150, { nonZero: 120 }),
    draw: judgementsOf({ prompts: 150, raters: 1, promptLean: 0, raterLean: 0, named: false }),
  }),
  summary({
    name: "preference/repeated-100x3",
    what: "100 prompts judged 3 times by nameless raters, prompts lean to one side",
    truth: 0.1,
    facts: plain(100, { nonZero: 100, clusters: 100 }),
    draw: judgementsOf({ prompts: 100, raters: 3, promptLean: 0.5, raterLean: 0, named: false }),
  }),
  summary({
    name: "preference/raters-100x4",
    what: "100 prompts judged by the same 4 named raters, who lean to one side",
    truth: 0.1,
    facts: plain(100, { nonZero: 100, clusters: 4 }),
    warning: "few_clusters",
    bootstrap: false,
    draw: judgementsOf({ prompts: 100, raters: 4, promptLean: 0.3, raterLean: 0.2, named: true }),
  }),
];
