import { createHash } from "node:crypto";
import { arrange, plainView, type View, viewOf } from "@evenmatch/service/pages/arrange";
import { citation } from "@evenmatch/service/pages/citation";
import { agreementOf, binsOf } from "@evenmatch/service/pages/distribution";
import { forestAxis } from "@evenmatch/service/pages/forest-axis";
import { forestSvg } from "@evenmatch/service/pages/forest-svg";
import { rowAnchor } from "@evenmatch/service/pages/links";
import { reportFile } from "@evenmatch/service/pages/report-file";
import { rowFigures } from "@evenmatch/service/pages/row-figures";
import { brokenLines, fitted, textWidth, xmlText } from "@evenmatch/service/pages/svg-text";
import { viewAddress } from "@evenmatch/service/pages/view-address";
import { computeSentence, headlineSentence } from "@evenmatch/service/render/headline";
import { verdictWords } from "@evenmatch/service/render/verdict";
import { describe, expect, it } from "vitest";
import { comparison, headlineOf, suiteRow, winRateOf } from "./comparison-builder.ts";

const rows = [
  suiteRow({ suite: "alpha", domain: "health", verdict: "improved", difference: 0.1, interval: [0.06, 0.14] }),
  suiteRow({
    suite: "beta",
    domain: "health",
    direction: "lower",
    verdict: "improved",
    difference: -0.2,
    interval: [-0.24, -0.16],
  }),
  suiteRow({
    suite: "gamma",
    verdict: "regressed",
    difference: -0.05,
    interval: [-0.08, -0.02],
    traits: ["honesty", "calm"],
  }),
  suiteRow({
    suite: "delta",
    verdict: "regressed",
    difference: -0.12,
    interval: [-0.16, -0.08],
    warnings: ["few_items"],
  }),
  suiteRow({ suite: "epsilon", verdict: "inconclusive", difference: 0.01, interval: [-0.2, 0.22], n: 40 }),
  suiteRow({ suite: "zeta", verdict: "noVerdict", noVerdict: "too_few_items", difference: 0.02, traits: [] }),
  suiteRow({
    suite: "kept",
    role: "control",
    counted: false,
    notCounted: "control",
    verdict: "nonInferior",
    difference: 0,
    interval: [-0.005, 0.005],
  }),
];
const whole = comparison({ suites: rows });

/** What a reader without eyes for markup gets. */
const textOf = (html: string) =>
  html
    .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

const names = (view: Partial<View>) =>
  arrange(whole, { ...plainView, ...view }).groups.map(({ title, rows: own }) => [
    title,
    ...own.filter(({ hidden }) => !hidden).map(({ view: { row } }) => row.suite),
  ]);

describe("a report file", () => {
  const html = reportFile(whole, { eyebrow: "trait run" });

  it("says the headline in the words that every table uses, gains beside regressions, before anything else", () => {
    const text = textOf(html);
    const headline = /<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? "";
    expect(textOf(headline).trim()).toBe(headlineSentence(whole.headline));
    expect(headline.match(/<strong>.*?<\/strong>/g)).toEqual([
      "<strong>4 of 6 ahead</strong>",
      "<strong>2 gains and 2 regressions</strong>",
    ]);
    expect(text).toContain("matched 1.020e21 against 1.010e21 FLOPs, ratio 1.010, within 2 %");
    expect(text.indexOf("trait run")).toBeLessThan(text.indexOf("4 of 6 ahead"));
  });

  it("puts compute that does not match above the headline", () => {
    const unmatched = comparison({
      suites: rows,
      computeMatch: {
        status: "unmatched",
        quantity: "flops",
        treatment: 2e21,
        baseline: 1e21,
        ratio: 2,
        tolerance: 0.02,
      },
    });
    const text = textOf(reportFile(unmatched));
    expect(text.indexOf(`Compute ${computeSentence(unmatched)}`)).toBeGreaterThan(0);
    expect(text.indexOf("NOT MATCHED")).toBeLessThan(text.indexOf("of 6 ahead"));
    expect(reportFile(whole)).not.toContain("NOT MATCHED");
  });

  it("gives every row its figures, and its verdict in a shape, a colour and a word", () => {
    for (const row of rows) {
      const line = new RegExp(`<tr id="${rowAnchor(row)}"[\\s\\S]*?</tr>`).exec(html)?.[0] ?? "";
      expect(textOf(line)).toContain(verdictWords[row.verdict]);
      expect(line).toContain(`<use href="#s-${row.verdict}"`);
      expect(line).toContain(`class="word v-${row.verdict}"`);
      expect(html).toContain(`id="s-${row.verdict}"`);
      expect(html).toContain(`id="details-${rowAnchor(row)}"`);
    }
    expect(html).toContain("No verdict: fewer than 15 items");
  });

  it("asks nobody for anything, and runs nothing but its own style and script", () => {
    expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
    const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toMatch(/^default-src &#39;none&#39;;/);
    for (const [, tag, text] of html.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
      const hash = createHash("sha256")
        .update(text ?? "")
        .digest("base64");
      expect(policy, tag).toContain(`${tag}-src &#39;sha256-${hash}&#39;`);
    }
    expect(html).not.toMatch(/\s(style|on[a-z]+)=/);
  });

  it("brings its typeface with it, in both weights, and says whose it is and under which licence", () => {
    const faces = html.match(/@font-face\{font-family:Inter;font-weight:\d+;[^}]*url\(data:font\/woff2;base64,d09GMg/g);
    expect(faces).toHaveLength(2);
    expect(html).toMatch(/\/\* Inter [\d.]+, copyright 2016 The Inter Project Authors, OFL-1\.1 \*\//);
  });

  it("takes nothing of a name for markup", () => {
    const name = `x"><script>alert(1)</script>\u202e\u0007`;
    const hostile = comparison({
      suites: [
        suiteRow({ suite: "odd", variant: name, condition: name, name, domain: name, traits: [name], metric: name }),
      ],
    });
    for (const text of [reportFile(hostile, { eyebrow: name }), forestSvg(hostile)]) {
      expect(text).not.toContain("<script>alert");
      expect(text.includes("\u0007") || text.includes("\u202e")).toBe(false);
    }
  });

  it("is the same bytes for the same comparison, and carries its digest", () => {
    expect(reportFile(whole)).toBe(reportFile(whole));
    expect(html).toContain(whole.digest);
    expect(citation(whole).bibtex).toContain(`digest ${whole.digest}`);
  });

  it("stays under a megabyte with 200 suites and ten values on each of five axes", () => {
    const verdicts = ["improved", "regressed", "inconclusive", "equivalent"] as const;
    const many = Array.from({ length: 200 }, (_, index) =>
      suiteRow({
        suite: `a-suite-with-a-rather-long-name-${index}`,
        variant: "a-variant",
        domain: `domain-${index % 10}`,
        family: `family-${index % 10}`,
        traits: [`trait-${index % 10}`, `trait-${(index + 3) % 10}`],
        verdict: verdicts[index % 4] ?? "improved",
        difference: ((index % 21) - 10) / 100,
        interval: [((index % 21) - 14) / 100, ((index % 21) - 6) / 100],
        warnings: ["few_items", "skewed", "low_coverage", "ties_over_half"],
        bootstrap: {
          kind: "percentile",
          replicates: 10_000,
          interval: [-0.1, 0.1],
          studentised: [-0.1, 0.1],
          standardError: 0.02,
          monteCarloError: [0.001, 0.001],
          undefinedResamples: 0,
          shareImproved: 0.7,
        },
        items: {
          wins: 40,
          losses: 30,
          ties: 130,
          winProbability: 0.525,
          interval: [0.48, 0.57],
          method: "t",
          epochWinProbability: null,
        },
      }),
    );
    const splits = (["domain", "trait", "role", "family", "audience"] as const).flatMap((by) =>
      Array.from({ length: 10 }, (_, index) => {
        const headline = headlineOf(many.slice(index * 20, index * 20 + 20));
        return {
          by,
          value: `${by}-${index}`,
          headline,
          winRate: winRateOf(headline, { interval: [0.4, 0.8] }),
          guarantee: null,
        };
      }),
    );
    const big = comparison({ suites: many, splits });
    expect(Buffer.byteLength(reportFile(big))).toBeLessThan(1_000_000);
    expect(Buffer.byteLength(forestSvg(big))).toBeLessThan(300_000);
  });
});

describe("the order of rows", () => {
  it("is by verdict at first: gains by size, regressions worst first, then what does not count", () => {
    expect(names({})).toEqual([
      ["improved (2)", "beta", "alpha"],
      ["regressed (2)", "delta", "gamma"],
      ["inconclusive (1)", "epsilon"],
      ["no verdict (1)", "zeta"],
      ["not counted: 1 control", "kept"],
    ]);
  });

  it("follows what the address asks, without a group too", () => {
    expect(names({ group: "none" })).toEqual([["", "beta", "alpha", "zeta", "epsilon", "kept", "gamma", "delta"]]);
    expect(names({ group: "none", sort: "suite" })[0]).toEqual([
      "",
      "alpha",
      "beta",
      "delta",
      "epsilon",
      "gamma",
      "kept",
      "zeta",
    ]);
    expect(names({ group: "domain", sort: "n" })[0]?.[0]).toBe("general");
    expect(names({ group: "none", sort: "n" })[0]?.at(-1)).toBe("epsilon");
  });

  it("puts a suite with several traits under each, and one without under its own heading", () => {
    const groups = names({ group: "trait" });
    expect(groups.map(([title]) => title)).toEqual(["calm", "honesty", "no trait", "truthfulness"]);
    expect(groups.filter((group) => group.includes("gamma"))).toHaveLength(2);
    const html = reportFile(whole, { view: { ...plainView, group: "trait" } });
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("hides what a filter leaves out, and keeps the whole's figures", () => {
    const filtered = arrange(whole, { ...plainView, verdict: ["regressed"], domain: "general" });
    expect(filtered.shown).toBe(2);
    const html = reportFile(whole, { view: { ...plainView, find: "ALPH" } });
    expect(textOf(html)).toContain("1 of 7 rows");
    expect(textOf(/<h1>[\s\S]*?<\/h1>/.exec(html)?.[0] ?? "").trim()).toBe(headlineSentence(whole.headline));
  });

  it("comes from an address and goes back to it", () => {
    const view: View = {
      ...plainView,
      group: "domain",
      sort: "p",
      verdict: ["improved", "regressed"],
      find: "a b",
      role: "outcome",
    };
    expect(viewOf(new URLSearchParams(viewAddress(view)))).toEqual(view);
    expect(viewAddress(plainView)).toBe("?");
    expect(viewOf(new URLSearchParams("group=__proto__&sort=constructor&by="))).toEqual(plainView);
  });
});

describe("the axis of a forest", () => {
  const share = (point: number, half: number) => ({ point, lower: point - half, upper: point + half });

  it("holds zero, and gives the narrower side a third at least", () => {
    const { domain, ticks, place } = forestAxis(
      Array.from({ length: 40 }, (_, index) => share(0.1 + index / 1000, 0.05)),
    );
    expect(domain[0]).toBeLessThan(0);
    expect(-domain[0]).toBeGreaterThanOrEqual(domain[1] / 3 - 0.02);
    expect(ticks.map(({ label }) => label)).toContain("0");
    expect(place(domain[0])).toBe(0);
    expect(place(domain[1])).toBe(1);
  });

  it("is not stretched by one wide interval, which is cut with an arrow", () => {
    const shares = [...Array.from({ length: 30 }, () => share(0, 0.02)), share(0, 0.9)];
    expect(forestAxis(shares).domain[1]).toBeLessThan(0.1);
    const suites = [
      ...Array.from({ length: 30 }, (_, index) => suiteRow({ suite: `s${index}`, interval: [-0.02, 0.02] })),
      suiteRow({ suite: "wide", interval: [-0.9, 0.9] }),
    ];
    const html = reportFile(comparison({ suites }));
    expect(html.match(/href="#s-left"/g)).toHaveLength(1);
    expect(html.match(/href="#s-right"/g)).toHaveLength(1);
  });

  it("stands with nothing to show, and never reaches beyond the range", () => {
    expect(forestAxis([]).domain[0]).toBeLessThan(0);
    const { domain } = forestAxis([share(0.9, 0.4), share(-0.9, 0.4)]);
    expect(domain).toEqual([-1, 1]);
  });
});

describe("a forest plot as SVG", () => {
  const svg = forestSvg(whole);

  it("carries the headline, the compute match and the digest inside", () => {
    const text = textOf(svg);
    expect(svg).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).toContain("of the 6, 2 gains and 2 regressions");
    expect(text).toContain(computeSentence(whole));
    const metadata = /<metadata>(.*?)<\/metadata>/.exec(svg)?.[1] ?? "";
    expect(JSON.parse(metadata)).toEqual({ generator: "Evenmatch", digest: whole.digest, specVersion: "test-1" });
    expect(text).toContain(`digest ${whole.digest}`);
    for (const { suite } of rows) expect(text).toContain(suite);
  });

  it("shows the rows that a view asks for", () => {
    const some = textOf(forestSvg(whole, { ...plainView, verdict: ["improved"] }));
    expect(some).toContain("alpha");
    expect(some).not.toContain("gamma");
  });

  it("holds no character that XML forbids", () => {
    expect(xmlText("a\u0000b\ufffec\ud800d\u2028e")).toBe("a b\ufffdc\ufffdd e");
  });
});

describe("text in drawings", () => {
  it("gives way in the middle", () => {
    const name = "a-very-long-suite-name-with-its-end/variant-b";
    const short = fitted(name, 120, 12);
    expect(textWidth(short, 12)).toBeLessThanOrEqual(120);
    expect(short).toMatch(/^a-very.*….*variant-b$/);
    expect(fitted("short", 120, 12)).toBe("short");
  });

  it("breaks between words", () => {
    const lines = brokenLines("one two three four five six seven", 60, 12);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join(" ")).toBe("one two three four five six seven");
  });
});

describe("items of two arms", () => {
  const pair = (item: string, treatment: number | null, baseline: number | null) => ({
    item,
    treatment,
    baseline,
    improvement: treatment === null || baseline === null ? null : treatment - baseline,
  });

  it("are a table of agreement where every score is 0 or 1", () => {
    const items = [pair("a", 1, 1), pair("b", 1, 0), pair("c", 0, 1), pair("d", 0, 1), pair("e", null, 1)];
    expect(agreementOf(items)).toEqual({ both: 1, treatmentOnly: 1, baselineOnly: 2, neither: 0 });
    expect(agreementOf([...items, pair("f", 0.5, 1)])).toBeUndefined();
    expect(agreementOf([])).toBeUndefined();
  });

  it("fall into the same bins in both arms, none lost", () => {
    const items = Array.from({ length: 100 }, (_, index) =>
      pair(`i${index}`, index / 7, index % 9 === 0 ? null : 14 - index / 8),
    );
    const bins = binsOf(items);
    const sum = (arm: "treatment" | "baseline") => bins.reduce((total, bin) => total + bin[arm], 0);
    expect(sum("treatment")).toBe(100);
    expect(sum("baseline")).toBe(items.filter(({ baseline }) => baseline !== null).length);
    expect(
      binsOf([pair("a", 1, 2), pair("b", 2, 2)]).map(({ label, treatment, baseline }) => [label, treatment, baseline]),
    ).toEqual([
      ["1", 1, 0],
      ["2", 1, 2],
    ]);
    expect(binsOf([])).toEqual([]);
  });
});

describe("the figures of a row", () => {
  it("leave out what the row does not have", () => {
    const [row] = rows;
    const all = rowFigures(row ?? suiteRow({ suite: "none" }), whole.plan).flatMap(({ figures }) => figures);
    expect(all.map(({ name }) => name)).toContain("95 % interval");
    expect(all.map(({ name }) => name)).not.toContain("bootstrap");
    expect(all.every(({ text }) => text !== "" && text !== "–")).toBe(true);
  });
});

describe("a citation", () => {
  it("is safe to paste into TeX", () => {
    const odd = comparison({
      suites: rows,
      arms: {
        treatment: { checkpoints: [{ checkpoint: "a_b" }, { checkpoint: "c:d@e" }], compute: null },
        baseline: { checkpoints: [{ checkpoint: "base" }], compute: null },
      },
    });
    expect(citation(odd).bibtex).toContain("{{a\\_b, c:d@e against base}}");
    expect(citation(odd).text).toContain(headlineSentence(odd.headline));
  });
});
