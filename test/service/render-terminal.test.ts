import { comparisonTable } from "@evenmatch/service/render/terminal";
import { columnsOf } from "@evenmatch/service/render/text";
import { describe, expect, it } from "vitest";
import { comparison, suiteRow, winRateOf } from "./comparison-builder.ts";

const rows = [
  suiteRow({
    suite: "truthfulqa",
    variant: "mc1",
    difference: 0.117,
    interval: [0.049, 0.185],
    verdict: "improved",
    n: 817,
  }),
  suiteRow({
    suite: "toxigen",
    direction: "lower",
    difference: -0.072,
    interval: [-0.11, -0.034],
    verdict: "improved",
    warnings: ["few_items"],
    n: 24,
  }),
  suiteRow({
    suite: "xstest",
    variant: "safe",
    difference: -0.07,
    interval: [-0.126, -0.014],
    verdict: "regressed",
    fragile: true,
  }),
  suiteRow({
    suite: "harmbench",
    difference: -0.026,
    interval: [-0.051, -0.001],
    verdict: "regressed",
    withinMargin: true,
  }),
  suiteRow({
    suite: "sycophancy-eval",
    variant: "are-you-sure-with-feedback",
    difference: 0.01,
    interval: [-0.09, 0.11],
  }),
  suiteRow({
    suite: "ifeval",
    condition: "persona=a",
    difference: 0.002,
    interval: [-0.004, 0.008],
    verdict: "equivalent",
  }),
  suiteRow({
    suite: "lambada",
    range: null,
    direction: "lower",
    difference: -0.24,
    interval: [-0.5, 0.02],
    means: [6.1, 5.86],
  }),
  suiteRow({
    suite: "tiny",
    difference: 0.25,
    interval: null,
    n: 4,
    verdict: "noVerdict",
    noVerdict: "too_few_items",
    adjusted: { holm: null, bh: null },
  }),
  suiteRow({
    suite: "mmlu",
    variant: "law",
    role: "control",
    counted: false,
    notCounted: "control",
    difference: -0.001,
    interval: [-0.006, 0.004],
    verdict: "nonInferior",
  }),
  suiteRow({
    suite: "odd",
    direction: "unknown",
    counted: false,
    notCounted: "unknown_direction",
    difference: 0.1,
    interval: [0, 0.2],
    verdict: "noVerdict",
    noVerdict: "unknown_direction",
  }),
];
const whole = comparison({ suites: rows, winRate: { interval: [0.31, 0.92] }, warnings: ["seed_variance_unmeasured"] });

describe("a comparison in a terminal", () => {
  it("shows every row with its interval, drawing, p, verdict and warnings", () => {
    expect(comparisonTable(whole, { width: 120, colour: false })).toMatchInlineSnapshot(`
      "headline  6 of 8 ahead, 2 behind, 0 tied; of the 8, 2 gains and 2 regressions (1 equivalent, 2 inconclusive, 1 without a
                verdict)
      arms      acme-7b-t against acme-7b-b (declared: compute-matched)
      win rate  75.0 %, 95 % interval [31.0, 92.0] % (of observed signs; 8 families, 8 effective)
      counted   8 rows; shown, not counted: 1 control, 1 of unknown direction
      controls  1: 1 shown not worse than by the margin, 0 worse, 0 inconclusive, 0 without a verdict
      compute   matched: 1.020e21 against 1.010e21 FLOPs, ratio 1.010, within 2 %
      plan      95 % intervals, p-values adjusted by Benjamini–Hochberg, margin 1 % of each range, 10,000 bootstrap replicates
      warning   One training seed in an arm: how much another training run would differ is not measured
                (seed_variance_unmeasured)

        suite                          n  baseline  treatment      diff   95 % interval  worse  │ better  p (BH)  verdict

      improved (2)
      ↑ truthfulqa/mc1               817    50.0 %     61.7 %  +11.7 pp   [+4.9, +18.5]         │──●─       .300  improved
      ↓ toxigen                       24    50.0 %     42.8 %   −7.2 pp   [−11.0, −3.4]         │─●─        .300  improved a

      regressed (2)
      ↑ xstest/safe                  200    50.0 %     43.0 %   −7.0 pp   [−12.6, −1.4]      ─●─│           .300  regressed b
      ↑ harmbench                    200    50.0 %     47.4 %   −2.6 pp    [−5.1, −0.1]        ●│           .300  regressed c

      equivalent (1)
      ↑ ifeval [persona=a]           200    50.0 %     50.2 %   +0.2 pp    [−0.4, +0.8]        ─┼●          .300  equivalent

      inconclusive (2)
      ↑ sycophancy…re-with-feedback  200    50.0 %     51.0 %   +1.0 pp   [−9.0, +11.0]       ──┼●──        .300  inconclusive
      ↓ lambada                      200      6.10       5.86     −0.24  [−0.50, +0.02]                     .300  inconclusive

      no verdict (1)
      ↑ tiny                           4    50.0 %     75.0 %  +25.0 pp               –         │     ●        –  no verdict d

      not counted: 1 control
      ↑ mmlu/law                     200    50.0 %     49.9 %   −0.1 pp    [−0.6, +0.4]        ●┼─          .300  non-inferior

      not counted: 1 of unknown direction
      ? odd                          200    50.0 %     60.0 %  +10.0 pp    [0.0, +20.0]                     .300  no verdict e

      ↑ more is better; ↓ less is better; ? nobody said which is better; pp percentage points
      drawing: improvement as a share of the range, −30 to +30 points; ◂ ▸ go on beyond; ● without ── has no interval
      a control's p is of “worse by exactly the margin”
      a  Fewer than 30 items: intervals rest on an approximation that is still rough here (1 row)
      b  Fragile: the verdict would differ with the missing scores at their worst or best (1 row)
      c  The whole interval lies inside the margin: real, but small (1 row)
      d  No verdict: fewer than 15 items (1 row)
      e  No verdict: nobody said whether more is better (1 row)

      digest 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
      specification test-1
      "
    `);
  });

  it("drops what does not fit, never the interval or the verdict", () => {
    expect(comparisonTable(whole, { width: 72, colour: false })).toMatchInlineSnapshot(`
      "headline  6 of 8 ahead, 2 behind, 0 tied; of the 8, 2 gains and 2
                regressions (1 equivalent, 2 inconclusive, 1 without a
                verdict)
      arms      acme-7b-t against acme-7b-b (declared: compute-matched)
      win rate  75.0 %, 95 % interval [31.0, 92.0] % (of observed signs; 8
                families, 8 effective)
      counted   8 rows; shown, not counted: 1 control, 1 of unknown direction
      controls  1: 1 shown not worse than by the margin, 0 worse, 0
                inconclusive, 0 without a verdict
      compute   matched: 1.020e21 against 1.010e21 FLOPs, ratio 1.010, within
                2 %
      plan      95 % intervals, p-values adjusted by Benjamini–Hochberg,
                margin 1 % of each range, 10,000 bootstrap replicates
      warning   One training seed in an arm: how much another training run
                would differ is not measured (seed_variance_unmeasured)

        suite                       diff   95 % interval  p (BH)  verdict

      improved (2)
      ↑ truthfulqa/mc1          +11.7 pp   [+4.9, +18.5]    .300  improved
      ↓ toxigen                  −7.2 pp   [−11.0, −3.4]    .300  improved a

      regressed (2)
      ↑ xstest/safe              −7.0 pp   [−12.6, −1.4]    .300  regressed b
      ↑ harmbench                −2.6 pp    [−5.1, −0.1]    .300  regressed c

      equivalent (1)
      ↑ ifeval [persona=a]       +0.2 pp    [−0.4, +0.8]    .300  equivalent

      inconclusive (2)
      ↑ sycophan…with-feedback   +1.0 pp   [−9.0, +11.0]    .300  inconclusive
      ↓ lambada                    −0.24  [−0.50, +0.02]    .300  inconclusive

      no verdict (1)
      ↑ tiny                    +25.0 pp               –       –  no verdict d

      not counted: 1 control
      ↑ mmlu/law                 −0.1 pp    [−0.6, +0.4]    .300  non-inferior

      not counted: 1 of unknown direction
      ? odd                     +10.0 pp    [0.0, +20.0]    .300  no verdict e

      ↑ more is better; ↓ less is better; ? nobody said which is better; pp
      percentage points
      a control's p is of “worse by exactly the margin”
      a  Fewer than 30 items: intervals rest on an approximation that is
         still rough here (1 row)
      b  Fragile: the verdict would differ with the missing scores at their
         worst or best (1 row)
      c  The whole interval lies inside the margin: real, but small (1 row)
      d  No verdict: fewer than 15 items (1 row)
      e  No verdict: nobody said whether more is better (1 row)

      digest 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
      specification test-1
      "
    `);
  });

  it.each([40, 50, 60, 72, 80, 90, 100, 120, 132, 200])("fits a window of %i columns", (width) => {
    const table = comparisonTable(whole, { width, colour: false });
    const tooLong = table.split("\n").filter((line) => columnsOf(line) > width && !line.startsWith("digest"));
    expect(tooLong).toEqual([]);
    for (const row of rows) expect(table).toContain(row.suite.slice(0, 4));
  });

  it("colours by verdict only when asked, and changes nothing else", () => {
    const start = String.fromCharCode(27);
    const plain = comparisonTable(whole, { width: 100, colour: false });
    const coloured = comparisonTable(whole, { width: 100, colour: true });
    expect(plain).not.toContain(start);
    const stripped = coloured.replaceAll(new RegExp(`${start}\\[\\d+m`, "g"), "");
    expect(stripped.split("\n").map((line) => line.trimEnd())).toEqual(plain.split("\n"));
    expect(coloured.split("\n").find((line) => line.includes("truthfulqa"))).toContain(`${start}[32mimproved`);
    expect(coloured.split("\n").find((line) => line.includes("xstest"))).toContain(`${start}[31mregressed`);
  });

  it("does not let the names of a log steer the terminal", () => {
    const hostile = suiteRow({ suite: "s", variant: "a\u001b[2Jb\nc", condition: "\u202edef\u009b1m" });
    const table = comparisonTable(comparison({ suites: [hostile] }), { width: 100, colour: false });
    for (const control of ["\u001b", "\u009b", "\u202e"]) expect(table).not.toContain(control);
    expect(table).toContain("s/a [2Jb c [ def 1m]");
  });

  it("marks rows whose scores are partly missing, and says where one arm misses more", () => {
    const missing = (suite: string, p: number) =>
      suiteRow({ suite, missingness: [{ cause: "refused", treatmentOnly: 9, baselineOnly: 1, both: 2, p }] });
    const table = comparisonTable(comparison({ suites: [missing("alike", 0.6), missing("unlike", 0.01)] }), {
      width: 120,
      colour: false,
    });
    expect(table).toMatch(/^↑ alike .* inconclusive a$/m);
    expect(table).toContain("a  Scores are missing: left out, or counted as the plan says, never as 0 (1 row)");
    expect(table).toMatch(/^↑ unlike .* inconclusive b$/m);
    expect(table).toContain("b  Scores are missing more often in one arm, beyond chance");
  });

  it("shows the win rates by an axis, each with its interval", () => {
    const headline = {
      suites: 8,
      ahead: 6,
      behind: 1,
      tied: 1,
      gains: 4,
      regressions: 1,
      equivalent: 1,
      inconclusive: 2,
      noVerdict: 0,
    };
    const split = (value: string, winRate: Parameters<typeof winRateOf>[1]) => ({
      by: "domain" as const,
      value,
      headline,
      winRate: winRateOf(headline, winRate),
      guarantee: null,
    });
    const splits = [
      split("general", { interval: [0.45, 0.95] }),
      split("health", { value: 0.2, interval: [0.05, 0.41] }),
      split("law", { value: 1 }),
    ];
    expect(comparisonTable({ ...whole, splits }, { width: 100, colour: false, by: "domain" })).toMatchInlineSnapshot(`
      "headline  6 of 8 ahead, 2 behind, 0 tied; of the 8, 2 gains and 2 regressions (1 equivalent, 2
                inconclusive, 1 without a verdict)
      arms      acme-7b-t against acme-7b-b (declared: compute-matched)
      win rate  75.0 %, 95 % interval [31.0, 92.0] % (of observed signs; 8 families, 8 effective)
      counted   8 rows; shown, not counted: 1 control, 1 of unknown direction
      controls  1: 1 shown not worse than by the margin, 0 worse, 0 inconclusive, 0 without a verdict
      compute   matched: 1.020e21 against 1.010e21 FLOPs, ratio 1.010, within 2 %
      plan      95 % intervals, p-values adjusted by Benjamini–Hochberg, margin 1 % of each range, 10,000
                bootstrap replicates
      warning   One training seed in an arm: how much another training run would differ is not measured
                (seed_variance_unmeasured)

      domain   rows  ahead  behind  tied  gains  losses  win rate   95 % interval  0 %    │  100 %
      general     8      6       1     1      4       1    81.3 %  [45.0, 95.0] %        ─┼───●──
      health      8      6       1     1      4       1    20.0 %   [5.0, 41.0] %   ──●───│
      law         8      6       1     1      4       1   100.0 %               –         │      ●

      Descriptive: not corrected for looking at several. – for an interval: too few independent families;
      a suite with several traits stands under each.

      digest 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
      specification test-1
      "
    `);
  });

  it("says so where no suite has results in both arms", () => {
    expect(comparisonTable(comparison({ suites: [] }), { width: 80, colour: false })).toContain(
      "no suite has results in both arms",
    );
  });

  it("stays readable at 200 rows: one line a row, warnings explained once", () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      suiteRow({
        suite: `suite-${i}`,
        difference: i / 1000,
        interval: [i / 1000 - 0.02, i / 1000 + 0.02],
        warnings: ["few_items"],
      }),
    );
    const table = comparisonTable(comparison({ suites: many }), { width: 100, colour: false });
    expect(table.split("\n").length).toBeLessThan(230);
    expect(table.match(/every row: Fewer than 30 items/g)).toHaveLength(1);
  });
});
