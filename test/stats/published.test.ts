import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalTwoSidedP } from "../../packages/stats/src/distributions/normal-critical.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { katz } from "../../packages/stats/src/intervals/log-ratio.ts";
import { newcombe } from "../../packages/stats/src/intervals/newcombe.ts";
import { tInterval } from "../../packages/stats/src/intervals/t-interval.ts";
import { retention } from "../../packages/stats/src/persistence/retention.ts";
import { oddsRatio } from "../../packages/stats/src/published/odds-ratio.ts";

const published = JSON.parse(readFileSync(new URL("./oracles/published.json", import.meta.url), "utf8"));
const find = (id: string) => published.find((each: { id: string }) => each.id === id);

describe("published figures with two arms", () => {
  it("restates simpleqa-4o-o1 from rounded rates, as unpaired", () => {
    const { given, expect: restated } = find("simpleqa-4o-o1");
    const [baseline, treatment] = given.acc.map((rate: number) => ({
      successes: Math.round(rate * given.n),
      n: given.n,
    }));
    expect([baseline.successes, treatment.successes]).toEqual(restated.counts);
    expect((treatment.successes - baseline.successes) / given.n).toBeCloseTo(restated.diff, 4);
    // the article's interval is the plain normal one; the product's own, Newcombe's, lies within a thousandth of it
    const errors = [treatment, baseline].map(({ successes, n }) => ((successes / n) * (1 - successes / n)) / n);
    const { interval } = tInterval({
      estimate: (treatment.successes - baseline.successes) / given.n,
      standardError: Math.sqrt(errors[0]! + errors[1]!),
      degreesOfFreedom: null,
      level: 0.95,
    });
    for (const bound of [0, 1] as const) {
      expect(interval![bound]).toBeCloseTo(restated.unpaired95[bound], 4);
      expect(newcombe(treatment, baseline, 0.95)[bound]).toBeCloseTo(restated.unpaired95[bound], 3);
    }
  });

  it("restates penda-rct, crude: risk and odds ratios and the risk difference", () => {
    const { given, expect: restated } = find("penda-rct");
    const [treatment, baseline] = given.events.map((successes: number, i: number) => ({ successes, n: given.n[i] }));
    const risk = katz(treatment, baseline, 0.95)!;
    const odds = oddsRatio(treatment, baseline, 0.95)!;
    const difference = newcombe(treatment, baseline, 0.95);
    expect(risk.ratio).toBeCloseTo(restated.rr, 4);
    expect(normalTwoSidedP(Math.log(risk.ratio) / risk.logError)).toBeCloseTo(restated.rrP, 3);
    expect(odds.ratio).toBeCloseTo(restated.or, 4);
    expect(treatment.successes / treatment.n - baseline.successes / baseline.n).toBeCloseTo(restated.rd, 6);
    for (const bound of [0, 1] as const) {
      expect(risk.interval[bound]).toBeCloseTo(restated.rr95[bound], 4);
      expect(odds.interval[bound]).toBeCloseTo(restated.or95[bound], 4);
      expect(difference[bound]).toBeCloseTo(restated.rdNewcombe95[bound], 6);
      expect(difference[bound]).not.toBeCloseTo(restated.rdWald95[bound], 6);
    }
    expect(oddsRatio({ successes: 0, n: 5 }, baseline, 0.95)).toBeNull();
    expect(() => oddsRatio({ successes: 6, n: 5 }, baseline, 0.95)).toThrow(StatsError);
  });

  it("restates humanebench-persona: what a hostile persona leaves of a model's score", () => {
    const { given } = find("humanebench-persona");
    const kept = Object.entries(given as Record<string, [number, number, number]>).map(([model, [start, , later]]) => {
      const noise = { startVariance: 0, laterVariance: 0, covariance: 0, critical: 1.96 };
      return [model, retention({ start, later, ...noise })!.value] as const;
    });
    const lost = kept.filter(([, share]) => share < 0).map(([model]) => model);
    expect(lost).toEqual(["GPT-4.1", "Gemini 2.5 Pro"]);
    // GPT-5: .8294 of .8619
    expect(kept[0]![1]).toBeCloseTo(0.9623, 4);
  });
});

describe("every published figure", () => {
  it("is restated by a test", () => {
    const tests = ["board-figures", "persistence", "published", "sequential", "win-rate"]
      .map((name) => readFileSync(new URL(`./${name}.test.ts`, import.meta.url), "utf8"))
      .join("\n");
    const isNamed = (id: string) => new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(tests);
    expect(published.map(({ id }: { id: string }) => id).filter((id: string) => !isNamed(id))).toEqual([]);
  });
});
