import { comparisonMarkdown } from "@evenmatch/service/render/markdown";
import { describe, expect, it } from "vitest";
import { comparison, suiteRow, winRateOf } from "./comparison-builder.ts";

const gain = suiteRow({
  suite: "truthfulqa",
  variant: "mc1",
  difference: 0.117,
  interval: [0.049, 0.185],
  verdict: "improved",
  n: 817,
});
const loss = suiteRow({
  suite: "xstest",
  difference: -0.07,
  interval: [-0.126, -0.014],
  verdict: "regressed",
  warnings: ["few_clusters", "skewed"],
});
const control = suiteRow({
  suite: "mmlu",
  variant: "law",
  role: "control",
  counted: false,
  notCounted: "control",
  verdict: "inferior",
});

describe("a comparison in a pull-request comment", () => {
  it("has the sentences first, the counted rows open, the others folded", () => {
    expect(
      comparisonMarkdown(comparison({ suites: [gain, loss, control], warnings: ["few_families"] })),
    ).toMatchInlineSnapshot(`
      "### 1 of 2 ahead, 1 behind, 0 tied; of the 2, 1 gain and 1 regression (0 equivalent, 0 inconclusive, 0 without a verdict)

      - **arms** acme-7b-t against acme-7b-b (declared: compute-matched)
      - **win rate** 50.0 %, no interval (2 families, 2 effective; needs 5)
      - **counted** 2 rows; shown, not counted: 1 control
      - **controls** 1: 0 shown not worse than by the margin, 1 worse, 0 inconclusive, 0 without a verdict
      - **compute** matched: 1.020e21 against 1.010e21 FLOPs, ratio 1.010, within 2 %
      - **plan** 95 % intervals, p-values adjusted by Benjamini–Hochberg, margin 1 % of each range, 10,000 bootstrap replicates

      > ⚠ Suites fall into fewer than 5 effective families: too few for an interval of the win rate (few\\_families)

      | | suite | n | baseline | treatment | difference | 95 % interval | p (BH) | verdict |
      |:-:|:--|--:|--:|--:|--:|--:|--:|:--|
      | ↑ | \`truthfulqa/mc1\` | 817 | 50.0 % | 61.7 % | +11.7 pp | [+4.9, +18.5] | .300 | **improved** |
      | ↑ | \`xstest\` | 200 | 50.0 % | 43.0 % | −7.0 pp | [−12.6, −1.4] | .300 | **regressed** <sup>a,b</sup> |

      <details><summary>1 shown, not counted</summary>

      | | suite | n | baseline | treatment | difference | 95 % interval | p (BH) | verdict |
      |:-:|:--|--:|--:|--:|--:|--:|--:|:--|
      | ↑ | \`mmlu/law\` | 200 | 50.0 % | 50.0 % | 0.0 pp | – | .300 | **inferior** |

      </details>

      <sub>↑ more is better, ↓ less is better, → nearer the ideal is better (a difference of distances), ? unknown; pp: percentage points. <sup>a</sup> Fewer than 20 clusters: cluster-robust intervals may be too short (1) · <sup>b</sup> The differences are strongly skewed (above 2): a symmetric interval may miss on one side (1)</sub>

      <sub>digest \`0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\` · specification \`test-1\`</sub>
      "
    `);
  });

  it("puts unmatched compute at the very top", () => {
    const computeMatch = {
      status: "unmatched",
      quantity: "flops",
      treatment: 2e21,
      baseline: 1e21,
      ratio: 2,
      tolerance: 0.02,
    } as const;
    expect(comparisonMarkdown(comparison({ suites: [gain], computeMatch })).split("\n")[0]).toBe(
      "> **Compute NOT MATCHED: 2.000e21 against 1.000e21 FLOPs, ratio 2.000, outside the tolerance of 2 %**",
    );
  });

  it("has every one of 200 suites with its marks in a comment", () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      suiteRow({
        suite: `a-suite-with-a-rather-long-name-${i}`,
        variant: "english-gender",
        condition: "persona=a",
        difference: 0.01,
        interval: [0, 0.02],
        warnings: ["few_items", "skewed", "ties_over_half", "low_coverage"],
      }),
    );
    const text = comparisonMarkdown(comparison({ suites: many }));
    expect(text.match(/^\| ↑ \|/gm)).toHaveLength(200);
    expect(text.length).toBeLessThan(65_536);
  });

  it("fits a comment at 2,000 rows, and says how many it left out", () => {
    const many = Array.from({ length: 2000 }, (_, i) =>
      suiteRow({ suite: `suite-with-a-long-name-${i}`, difference: 0.01, interval: [0, 0.02] }),
    );
    const text = comparisonMarkdown(comparison({ suites: many }));
    expect(text.length).toBeLessThan(65_536);
    const shown = text.match(/^\| ↑ \|/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(300);
    expect(text).toContain(`${2000 - shown} more rows do not fit here`);
  });

  it("shows the names of a log as they are, without markup, mentions or cells of their own", () => {
    const hostile = suiteRow({ suite: "s", variant: "a|b`c`\n# @team <img src=x>" });
    const missing = {
      suite: "t",
      variant: "[x](https://example.org) @team **b**",
      condition: "",
      family: "f",
      role: "outcome",
      absentFrom: "baseline",
      counted: true,
      reason: "",
    } as const;
    const text = comparisonMarkdown(comparison({ suites: [hostile], missingSuites: [missing] }));
    expect(text).toContain("| `s/a\\|b'c' # @team <img src=x>` |");
    expect(text).toContain("t/[x]\\(https://example.org) @<!-- -->team \\*\\*b\\*\\*");
  });

  it("shows the win rates by an axis instead of the suites", () => {
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
    const splits = [
      {
        by: "family" as const,
        value: "wmdp",
        headline,
        winRate: winRateOf(headline, { interval: [0.45, 0.95] }),
        guarantee: null,
      },
    ];
    const text = comparisonMarkdown({ ...comparison({ suites: [gain] }), splits }, { by: "family" });
    expect(text).toContain("| `wmdp` | 8 | 6 | 1 | 1 | 4 | 1 | 81.3 % | [45.0, 95.0] % |");
    expect(text).not.toContain("truthfulqa");
  });
});
