import type { SuiteRow } from "@evenmatch/contract/comparison";
import { curvesSvg } from "@evenmatch/service/pages/curves-svg";
import { reportFile } from "@evenmatch/service/pages/report-file";
import { describe, expect, it } from "vitest";
import { comparison, headlineOf, suiteRow, winRateOf } from "./comparison-builder.ts";
import { curveOf, frontierOf, persistenceOf, worstGroupOf } from "./sections.ts";

const rows = [
  suiteRow({ suite: "robust", difference: 0.126, interval: [0.09, 0.16], worstGroup: worstGroupOf(0.08) }),
  suiteRow({ suite: "refuses", direction: "lower", difference: 0.056, interval: [0.02, 0.09] }),
];
const frontiers = [
  frontierOf("robust", "refuses"),
  { x: "robust", y: "nowhere", figures: null, reason: "needed results of nowhere in both arms, found none" },
];
const whole = comparison({ suites: rows, frontiers });
const steps = [1000, 2000, 4000, 8000];
const persistence = persistenceOf(whole, [
  curveOf("robust", steps, [0.02, 0.05, 0.09, 0.12]),
  curveOf("refuses", steps, [0.1, 0.08, 0.05, 0.04]),
]);

/** The text of the section under that heading, without markup. */
function section(html: string, heading: string): string {
  const found = new RegExp(`<section aria-labelledby="${heading}"[\\s\\S]*?</section>`).exec(html)?.[0] ?? "";
  return found
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&gt;", ">")
    .replace(/\s+/g, " ");
}

describe("the report page", () => {
  const html = reportFile(whole, { persistence });

  it("draws two suites against each other, both with better at the far end, and says what can't be drawn", () => {
    const text = section(html, "frontiers");
    expect(text).toContain("robust improvement +12.6 pp 95 % interval [+8.6, +16.6]");
    expect(text).toContain("refuses improvement −5.6 pp");
    expect(text).toContain("in 0.4 % of the resamples; worse on both in 0.0 %");
    expect(text).toContain("240 items stand in both suites; the improvements' correlation is −0.21");
    expect(text).toContain("robust and nowhere: needed results of nowhere in both arms, found none");
    const marks = (arm: string) =>
      new RegExp(`class="${arm}-mark">.*?<circle class="\\w+" cx="([\\d.]+)" cy="([\\d.]+)"`, "s")
        .exec(html)
        ?.slice(1)
        .map(Number);
    const [[left = 0, top = 0], [right = 0, below = 0]] = [marks("baseline") ?? [], marks("treatment") ?? []];
    // ahead on the first, behind on the second, of which less is better
    expect(right).toBeGreaterThan(left);
    expect(below).toBeGreaterThan(top);
  });

  it("turns a worst group's gap into an improvement, beside what chance does", () => {
    const text = section(html, "worst-groups");
    expect(text).toContain("the worst 20 % of each suite's strata");
    expect(text).toContain("robust 5 +12.6 pp −8.0 pp [−14.0, −2.0] rural clinics −13.0 pp −1.2 se");
    expect(text).not.toContain("refuses");
  });

  it("draws a curve for each suite with its band, the greatest fall first, and says what is left", () => {
    const text = section(html, "persistence");
    expect(text).toContain("followed along the training step; baseline: compute-matched; compute matched");
    expect(text.indexOf("refuses")).toBeLessThan(text.indexOf("robust"));
    expect(text).toContain(
      "refuses +10.0 pp +4.0 pp −6.0 pp [−10.0, −2.0] .012 42 % (18 % to 66 %) 5,200 (3,900 to > 8,000)",
    );
    expect(text).toContain("Page's test that improvements fall along the axis, over 2 rows: L 74, p .031");
    expect(text).toContain("(every curve)");
    expect(text).toContain("own-checks/v2 can't be followed: needed two steps in both arms, found one");
    expect(html.match(/<path class="band"/g)).toHaveLength(2);
    expect(html).toContain(
      'aria-label="improvement on robust: 1000 +2.0 pp, 2000 +5.0 pp, 4000 +9.0 pp, 8000 +12.0 pp"',
    );
  });

  it("draws the same curves in a file of their own, with the colours and the digest in it", () => {
    const svg = curvesSvg(persistence);
    expect(svg.match(/<path class="band"/g)).toHaveLength(2);
    expect(svg.indexOf(">refuses<")).toBeLessThan(svg.indexOf(">robust<"));
    expect(svg.match(new RegExp(whole.digest, "g"))).toHaveLength(3);
    expect(svg).not.toMatch(/var\(|NaN|undefined|href|&nbsp;/);
    expect(svg).toContain(".chart .band{fill:currentColor");
    const many = persistenceOf(
      whole,
      Array.from({ length: 200 }, (_, i) => curveOf(`suite-${i}`, steps, [0.02, 0.05, 0.09, 0.12])),
    );
    expect(Buffer.byteLength(curvesSvg(many))).toBeLessThan(1_000_000);
  });

  it("has none of these sections where there is nothing to show", () => {
    const plain = reportFile(comparison({ suites: rows.map((row) => ({ ...row, worstGroup: null })) }));
    for (const heading of ["frontiers", "worst-groups", "persistence"]) expect(plain).not.toContain(`id="${heading}"`);
  });

  it("stays under a megabyte with 200 suites, ten values of every split, curves and frontiers", () => {
    const traits = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map((letter) => `trait-${letter}`);
    const many = Array.from({ length: 200 }, (_, i): SuiteRow => {
      const difference = ((i * 37) % 100) / 500 - 0.1;
      return suiteRow({
        suite: `a-suite-with-a-usual-name-${i}`,
        variant: i % 3 === 0 ? "english-gender" : "",
        domain: `domain-${i % 10}`,
        traits: [traits[i % 10] ?? "", traits[(i * 7) % 10] ?? ""],
        family: `family-${i % 60}`,
        difference,
        interval: [difference - 0.03, difference + 0.03],
        verdict: difference > 0.03 ? "improved" : "inconclusive",
        wouldSettle: { items: 4000 + i, epochs: 12 },
        suiteDigest: i.toString(16).padStart(64, "0"),
        warnings: ["few_items", "ties_over_half", "skewed"],
        worstGroup: worstGroupOf(0.02),
      });
    });
    const headline = headlineOf(many);
    const splits = (["domain", "trait", "role", "family", "audience", "training"] as const).flatMap((by) =>
      Array.from({ length: 10 }, (_, i) => ({
        by,
        value: `${by}-${i}`,
        headline,
        winRate: winRateOf(headline, { interval: [0.5, 0.8] }),
        guarantee: null,
      })),
    );
    const board = comparison({ suites: many, splits, frontiers: Array(10).fill(frontiers[0]) });
    const curves = many.map(({ suite }) => curveOf(suite, steps, [0.02, 0.05, 0.09, 0.12]));
    const bytes = Buffer.byteLength(reportFile(board, { persistence: persistenceOf(board, curves) }));
    expect(bytes).toBeGreaterThan(300_000);
    expect(bytes).toBeLessThan(1_000_000);
  });
});
