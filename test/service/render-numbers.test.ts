import {
  amountText,
  differenceText,
  intervalText,
  levelText,
  meanText,
  percentIntervalText,
  pText,
  rangeWidth,
  scaleOf,
} from "@evenmatch/service/render/numbers";
import { improvementShare } from "@evenmatch/service/render/row-view";
import { describe, expect, it } from "vitest";
import { suiteRow } from "./comparison-builder.ts";

const proportion = scaleOf(suiteRow({ suite: "s", difference: 0.02, interval: [-0.01, 0.05] }));
const perplexity = scaleOf(suiteRow({ suite: "s", range: null, difference: -0.24, interval: [-0.5, 0.02] }));

describe("a number in a table", () => {
  it("shows scores in [0, 1] in per cent, and their differences in percentage points", () => {
    expect(meanText(0.2413, proportion)).toBe("24.1 %");
    expect(differenceText(0.02, proportion)).toBe("+2.0 pp");
    expect(intervalText([-0.01, 0.05], proportion)).toBe("[−1.0, +5.0]");
  });

  it("shows scores of 0 and 1 so though nobody declared their range, and draws them on the same axis", () => {
    const facts = { suite: "s", range: null, difference: -0.153, interval: [-0.227, -0.087] as [number, number] };
    const own = suiteRow({ ...facts, design: "paired-binary", method: "tango", direction: "lower" });
    expect(differenceText(-0.153, scaleOf(own))).toBe("−15.3 pp");
    expect(improvementShare(own)).toEqual({ point: 0.153, lower: 0.087, upper: 0.227 });
    expect(rangeWidth(suiteRow({ ...facts, design: "unpaired", method: "newcombe" }))).toBe(1);
    // a score on a scale that nobody declared has no place on a shared axis
    expect(rangeWidth(suiteRow({ ...facts, design: "paired", method: "paired-t" }))).toBeUndefined();
    expect(improvementShare(suiteRow({ ...facts, design: "paired", method: "paired-t" }))).toBeUndefined();
    expect(rangeWidth(suiteRow({ ...facts, range: [1, 10] }))).toBe(9);
  });

  it("leaves other ranges as they are", () => {
    expect(meanText(5.934, perplexity)).toBe("5.93");
    expect(differenceText(-0.24, perplexity)).toBe("−0.24");
    expect(scaleOf(suiteRow({ suite: "s", range: [1, 10], difference: 0.3, interval: [0.1, 0.5] })).unit).toBe("");
  });

  it("never shows a log ratio as percentage points", () => {
    const scale = scaleOf(
      suiteRow({ suite: "s", difference: 0.1, interval: [-0.1, 0.3], method: "log relative risk" }),
    );
    expect(differenceText(0.1, scale)).toBe("+0.10");
  });

  it("gives decimals to narrow intervals", () => {
    const narrow = scaleOf(suiteRow({ suite: "s", difference: 0.0004, interval: [0.0001, 0.0007] }));
    expect(intervalText([0.0001, 0.0007], narrow)).toBe("[+0.01, +0.07]");
    const wide = scaleOf(suiteRow({ suite: "s", range: null, difference: 1200, interval: [-3000, 5400] }));
    expect(differenceText(1200, wide)).toBe("+1200");
  });

  it("keeps the sign of a difference that rounds to zero, and gives none to zero", () => {
    expect(differenceText(-0.0001, proportion)).toBe("−0.0 pp");
    expect(differenceText(0, proportion)).toBe("0.0 pp");
    expect(differenceText(-0, proportion)).toBe("0.0 pp");
  });

  it("says nothing where there is nothing to say", () => {
    expect([meanText(null, proportion), differenceText(null, perplexity), pText(null), amountText(null)]).toEqual([
      "–",
      "–",
      "–",
      "–",
    ]);
    expect([intervalText(null, proportion), percentIntervalText(null)]).toEqual(["–", "–"]);
  });

  it("writes p-values, amounts and levels", () => {
    expect([0.0004, 0.013, 0.3, 0.9996, 1].map(pText)).toEqual(["<.001", ".013", ".300", "1", "1"]);
    expect([817, 59_878, 1.5, 2.02e21, 3e11].map(amountText)).toEqual(["817", "59,878", "1.5", "2.020e21", "3.000e11"]);
    expect([0.95, 0.995, 0.02, 0.29].map(levelText)).toEqual(["95 %", "99.5 %", "2 %", "29 %"]);
  });
});
