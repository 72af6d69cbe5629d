import { describe, expect, it } from "vitest";
import { analyseRow } from "../../packages/stats/src/analyse-row.ts";
import { StatsError } from "../../packages/stats/src/errors.ts";
import { expectedDesignEffect } from "../../packages/stats/src/power/design-effect.ts";
import { detectionFactor, minimumDetectable } from "../../packages/stats/src/power/minimum-detectable.ts";
import { detectablePairedT, pairedTPower, requiredPairedT } from "../../packages/stats/src/power/paired-t-power.ts";
import {
  requiredItems,
  requiredPairedBinary,
  varianceOfDifference,
} from "../../packages/stats/src/power/required-items.ts";
import { plan, rowOf, singles, type TestItem } from "./row-input.ts";
import { relativeError, vector } from "./vector.ts";

const level = 0.95;

describe("power", () => {
  it("answers mde-miller-969", () => {
    const { inputs, expected } = vector("mde-miller-969");
    const variance = varianceOfDifference({
      items: inputs.omega2,
      treatmentEpoch: inputs.sigma2_A,
      baselineEpoch: inputs.sigma2_B,
      treatmentEpochs: inputs.K_A,
      baselineEpochs: inputs.K_B,
    });
    const needed = requiredItems({ variance, difference: inputs.delta, level });
    expect(relativeError(needed, expected.n_real)).toBeLessThan(1e-9);
    expect(Math.ceil(needed)).toBe(expected.n);
  });

  it("answers mde-miller-gpqa", () => {
    const { inputs, expected, parameters } = vector("mde-miller-gpqa");
    parameters.K.forEach((epochs: number, i: number) => {
      const variance = varianceOfDifference({
        items: inputs.omega2,
        treatmentEpoch: inputs.sigma2_A,
        baselineEpoch: inputs.sigma2_B,
        treatmentEpochs: epochs,
        baselineEpochs: epochs,
      });
      const found = minimumDetectable({ standardError: Math.sqrt(variance / inputs.n), level });
      expect(relativeError(found, expected.mde[i])).toBeLessThan(1e-9);
    });
  });

  it("answers power-t-paired", () => {
    const { inputs, expected } = vector("power-t-paired");
    expect(Math.abs(pairedTPower(inputs.dz, inputs.n, level) - expected.power)).toBeLessThan(1e-8);
    expect(Math.abs(requiredPairedT(inputs.dz, level) - expected.n_for_80)).toBeLessThan(1e-4);
    expect(Math.abs(detectablePairedT(100, level) - expected.mde_dz_n100_80)).toBeLessThan(1e-4);
  });

  it("answers power-mcnemar", () => {
    const { inputs, expected } = vector("power-mcnemar");
    const needed = requiredPairedBinary({ discordant: inputs.p_discordant, difference: inputs.delta, level });
    expect(relativeError(needed, expected.n_real)).toBeLessThan(1e-9);
    expect(Math.ceil(needed)).toBe(expected.n);
  });

  it("answers mde-from-se", () => {
    const { inputs, expected } = vector("mde-from-se");
    expect(relativeError(detectionFactor({ level }), expected.factor)).toBeLessThan(1e-9);
    expect(relativeError(minimumDetectable({ standardError: inputs.se, level }), expected.mde)).toBeLessThan(1e-9);
    expect(relativeError(detectionFactor({ level, sides: 1 }), expected.mde_one_sided_factor)).toBeLessThan(1e-9);
    expect(relativeError(detectionFactor({ level, tests: 53 }), expected.mde_bonferroni_53_factor)).toBeLessThan(1e-9);
  });

  it("answers mde-cluster", () => {
    const { inputs, expected } = vector("mde-cluster");
    const options = { meanSize: inputs.mean_cluster_size, intraclass: inputs.icc };
    expect(relativeError(expectedDesignEffect(options), expected.design_effect_equal)).toBeLessThan(1e-12);
    const effect = expectedDesignEffect({ ...options, variation: inputs.size_cv });
    expect(relativeError(effect, expected.design_effect_unequal)).toBeLessThan(1e-12);
    expect(relativeError(inputs.n / effect, expected.n_eff)).toBeLessThan(1e-12);
  });

  it("refuses what has no meaning", () => {
    expect(() => requiredItems({ variance: 1, difference: 0, level })).toThrow(StatsError);
    expect(() => minimumDetectable({ standardError: 0, level })).toThrow(StatsError);
    expect(() => detectionFactor({ level: 1 })).toThrow(StatsError);
    expect(() => requiredPairedBinary({ discordant: 0.1, difference: 0.2, level })).toThrow(StatsError);
    expect(() => pairedTPower(0.2, 1, level)).toThrow(StatsError);
    expect(() => requiredPairedT(0, level)).toThrow(StatsError);
    expect(() => detectablePairedT(10, level, 0.01)).toThrow(StatsError);
    expect(() => expectedDesignEffect({ meanSize: 0.5, intraclass: 0 })).toThrow(StatsError);
    expect(() =>
      varianceOfDifference({ items: 1, treatmentEpoch: 1, baselineEpoch: 1, treatmentEpochs: 0, baselineEpochs: 1 }),
    ).toThrow(StatsError);
  });
});

describe("what would settle a row", () => {
  it("names the items at which the smallest detectable difference equals the margin", () => {
    const scores = Array.from({ length: 40 }, (_, i) => ((i * 37) % 101) / 100);
    const others = Array.from({ length: 40 }, (_, i) => ((i * 53) % 97) / 100);
    const row = analyseRow(rowOf(singles(scores), singles(others)), { ...plan, margin: 0.05 });
    const items = row.wouldSettle?.items as number;
    expect(row.minimumDetectable).toBeCloseTo(
      detectionFactor({ level }) * (row.difference.standardError as number),
      12,
    );
    const scaled = (row.minimumDetectable as number) * Math.sqrt(40 / items);
    expect(scaled).toBeLessThanOrEqual(0.05);
    expect((row.minimumDetectable as number) * Math.sqrt(40 / (items - 1))).toBeGreaterThan(0.05);
    expect(row.wouldSettle?.epochs).toBeNull();
  });

  it("names the epochs where the noise is in the epochs", () => {
    const arm = (shift: number): TestItem[] =>
      Array.from({ length: 50 }, (_, i) => ({
        id: `q${i}`,
        scores: Array.from({ length: 4 }, (_, epoch) => ((i * 31 + epoch * 57 + shift) % 89 > 44 ? 1 : 0)),
      }));
    const row = analyseRow(rowOf(arm(0), arm(13)), { ...plan, margin: 0.1 });
    expect(row.varianceShares.epochs).toBeGreaterThan(0.3);
    expect((row.varianceShares.items as number) + (row.varianceShares.epochs as number)).toBeCloseTo(1, 12);
    expect(row.wouldSettle?.epochs).toBeGreaterThan(0);
  });
});
