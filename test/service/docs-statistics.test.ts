/** The worked example of docs/statistics.md, recomputed through the product. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Comparison, SubsetGuarantee, SuiteRow } from "@evenmatch/contract/comparison";
import { headLines } from "@evenmatch/service/render/headline";
import { beforeAll, describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";
import { currentComparison, declareArms, sendRows } from "./experiments.ts";
import { runningService } from "./running-service.ts";

const service = runningService();
const { call } = service;
const text = readFileSync(path.join(repoRoot, "docs/statistics.md"), "utf8");
/** line breaks are the editor's */
const prose = text.replace(/\s+/g, " ");

const cellsOf = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The cells of the table whose header begins with these titles; columns may be padded. */
function tableUnder(...titles: string[]): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => titles.every((title, i) => cellsOf(line)[i] === title));
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(cellsOf(line));
  }
  return rows;
}

const number = (cell: string) => Number(cell.replace("−", "-"));
const counts = tableUnder("suite", "both right").map(([suite = "", ...cells]) => ({ suite, cells: cells.map(number) }));

function scoresOf(arm: "t" | "b"): object[] {
  return counts.flatMap(({ suite, cells: [both = 0, treatment = 0, baseline = 0, neither = 0] }) =>
    Array.from({ length: both + treatment + baseline + neither }, (_, i) => {
      const onlyTreatment = i >= both && i < both + treatment;
      const onlyBaseline = i >= both + treatment && i < both + treatment + baseline;
      const right = i < both || (arm === "t" ? onlyTreatment : onlyBaseline);
      return { suite, item: `q${String(i).padStart(3, "0")}`, score: Number(right) };
    }),
  );
}

let comparison: Comparison;
let candour: SuiteRow;

beforeAll(async () => {
  for (const { suite } of counts) {
    await call("PUT", `/v1/suites/${suite}`, { metric: { direction: "higher", range: [0, 1] } });
  }
  await call("PUT", "/v1/checkpoints/example-t", { compute: { flops: 3.05e21 } });
  await call("PUT", "/v1/checkpoints/example-b", { compute: { flops: 3e21 } });
  await declareArms(service, { experiment: "example", plan: { margin: 0.05 } });
  await sendRows(service, "example-t", scoresOf("t"));
  await sendRows(service, "example-b", scoresOf("b"));
  comparison = await currentComparison(service, "example");
  candour = comparison.suites.find(({ suite }) => suite === "candour")!; // in the table, or the document changed
});

const signed = (value: number, decimals = 1) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(decimals)}`;
const interval = (bounds: readonly [number, number] | null, write: (value: number) => string) =>
  bounds === null ? "none" : `[${write(bounds[0])}, ${write(bounds[1])}]`;
const points = (bounds: readonly [number, number] | null) => interval(bounds, (bound) => signed(100 * bound));
const dropZero = (value: number, decimals: number) => value.toFixed(decimals).replace(/^0/, "");

describe("docs/statistics.md", () => {
  it("shows the report of its example", () => {
    const rows = comparison.suites.map(({ suite, baseline, treatment, difference, adjusted, verdict }) => [
      suite,
      (100 * (baseline.mean ?? Number.NaN)).toFixed(1),
      (100 * (treatment.mean ?? Number.NaN)).toFixed(1),
      signed(100 * (difference.value ?? Number.NaN)),
      signed(100 * (difference.interval?.[0] ?? Number.NaN)),
      signed(100 * (difference.interval?.[1] ?? Number.NaN)),
      dropZero(difference.p ?? Number.NaN, 4),
      dropZero(adjusted.bh ?? Number.NaN, 4),
      verdict,
    ]);
    expect(rows).toHaveLength(8);
    expect(tableUnder("suite", "baseline", "treatment", "difference")).toEqual(rows);
  });

  it("quotes its sentences as they are printed", () => {
    const lines = headLines(comparison).filter(({ label }) =>
      ["headline", "win rate", "at least", "compute"].includes(label),
    );
    const quoted = text.split("\n").flatMap((line) => (/^> \S/.test(line) ? [line.slice(2)] : []));
    expect(quoted).toEqual(lines.map(({ label, text: sentence }) => `${label}: ${sentence}`));
  });

  it("explains candour with its own numbers", () => {
    const { difference, bootstrap, fcrInterval, items, relativeChange, minimumDetectable, wouldSettle } = candour;
    const wins = items?.wins ?? 0;
    const losses = items?.losses ?? 0;
    for (const sentence of [
      `the treatment answers ${wins} questions right that the baseline gets wrong, and gets ${losses} wrong`,
      `(${wins} − ${losses})/${candour.n} = ${signed(100 * (difference.value ?? 0))} points`,
      `The ${items?.ties} questions on which the arms agree`,
      `lies in ${points(difference.interval)} points. It says how sure`,
      `On candour ${dropZero(difference.p ?? 0, 4)}. It is no probability`,
      `The adjusted p (${dropZero(candour.adjusted.bh ?? 0, 4)} on candour)`,
      `the ${candour.n} questions are drawn again ${(bootstrap?.replicates ?? 0).toLocaleString("en")} times`,
      `On candour the middle 95 % of these lie in ${points(bootstrap?.interval ?? null)} points`,
      `on candour ${points(fcrInterval)} points. Quote this one`,
      `On candour ${(100 * (items?.winProbability ?? 0)).toFixed(1)} %: ${wins} won, ${losses} lost, ${items?.ties} tied`,
      `on candour ${signed(100 * (relativeChange?.value ?? 0))} %, interval ${points(relativeChange?.interval ?? null)} %`,
      `a true difference of ${(100 * (minimumDetectable ?? 0)).toFixed(1)} points would be found four times out of five`,
      `is the same where no other suite differs, ${(100 * (candour.minimumDetectableAdjusted ?? 0)).toFixed(1)} points`,
      `equal to the margin: ${wouldSettle?.items} on candour`,
      `on candour ${(100 * (difference.standardError ?? 0)).toFixed(1)} points. \`degreesOfFreedom\``,
      `differences spread, on candour ${(candour.dz ?? 0).toFixed(2)};`,
      `that have a score: ${100 * (candour.alignment.coverage ?? 0)} % on candour`,
    ]) {
      expect(prose).toContain(sentence);
    }
  });

  it("explains planning and reading with theirs", () => {
    const row = (name: string) => comparison.suites.find(({ suite }) => suite === name);
    const planning = row("planning");
    expect(prose).toContain(
      `alone it would pass (${dropZero(planning?.difference.p ?? 0, 4)}), among eight it does not (${dropZero(planning?.adjusted.bh ?? 0, 4)})`,
    );
    expect(prose).toContain(`Reading: ${points(row("reading")?.difference.interval ?? null)} lies within ± 5`);
  });

  it("explains the whole with its numbers", () => {
    const { winRate, guarantee, standardisedImprovement, headline } = comparison;
    const plain = (value: number) => (100 * value).toFixed(1);
    const scale = (value: number) => `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`;
    for (const sentence of [
      `a tie counting half: ${plain(winRate.value ?? 0)} %`,
      `which are not independent: ${interval(winRate.interval, plain)} %`,
      `at least ${guarantee?.atLeastImproved} of the ${guarantee?.suites} truly improved and at most ${guarantee?.atMostRegressed} truly regressed`,
      `Fewer than the ${headline.gains} gains`,
      `**Soft win rate** (\`soft\`, ${plain(winRate.soft ?? 0)} %)`,
      `${scale(standardisedImprovement?.mean ?? 0)}, interval ${interval(standardisedImprovement?.interval ?? null, scale)}`,
      `interval, ${interval(standardisedImprovement?.prediction ?? null, scale)}, is for the next suite`,
      `truly differ among themselves, ${scale(standardisedImprovement?.tau ?? 0)};`,
      `the mean of the middle half, ${scale(standardisedImprovement?.interquartileMean ?? 0)};`,
      `Eight suites of eight families are eight votes`,
    ]) {
      expect(prose).toContain(sentence);
    }
  });
});

describe("every figure of a comparison", () => {
  /** fields whose words are elsewhere: names, counts and hashes that say what they are */
  const plain = new Set(
    `suite variant condition name domain traits role family audience harness metric direction range counted notCounted suiteDigest
    results design n warnings kind replicates interval value improvement improvementInterval method treatment baseline mean
    headline suites level wins losses ties items epochs seeds clusters missing paired onlyTreatment onlyBaseline treatmentItems
    baselineItems p holm bh min median max error unscored refused timeout guarantee winRate displayedMean`.split(/\s+/),
  );

  function names(value: unknown, found = new Set<string>()): Set<string> {
    if (Array.isArray(value)) for (const each of value) names(each, found);
    else if (typeof value === "object" && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        found.add(name);
        names(each, found);
      }
    }
    return found;
  }

  it("has its words", () => {
    const { winRate, guarantee, standardisedImprovement } = comparison;
    const found = [...names([candour, winRate, guarantee, standardisedImprovement])].filter((name) => !plain.has(name));
    expect(found.length).toBeGreaterThan(30);
    expect(found.filter((name) => !text.includes(name))).toEqual([]);
  });
});

describe("GET …/guarantee", () => {
  const of = async (query: string) => call("GET", `/v1/experiments/example/guarantee${query}`);

  it("is the board's for all suites, and smaller for those picked", async () => {
    const all = counts.map(({ suite }) => `suite=${suite}`).join("&");
    const whole = (await (await of(`?${all}`)).json()) as SubsetGuarantee;
    expect(whole.guarantee).toEqual(comparison.guarantee);
    expect(whole.headline).toEqual(comparison.headline);
    const picked = (await (await of("?suite=candour&suite=safety")).json()) as SubsetGuarantee;
    expect(picked.headline).toMatchObject({ suites: 2, ahead: 2, gains: 2, regressions: 0 });
    expect(picked.guarantee).toMatchObject({ suites: 2, atLeastImproved: 2, atMostRegressed: 0 });
    expect(picked.digest).toBe(comparison.digest);
  });

  it("refuses no suite, and one that is not there", async () => {
    for (const [query, code] of [
      ["", "invalid_query"],
      ["?suite=nothing", "not_found"],
    ] as const) {
      expect(await (await of(query)).json()).toMatchObject({ code });
    }
  });
});

describe("GET …/methods", () => {
  it("is one paragraph with the digest and what was used", async () => {
    const response = await call("GET", "/v1/experiments/example/methods");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const paragraph = await response.text();
    expect(paragraph.trim().split("\n")).toHaveLength(1);
    for (const words of [
      "the treatment example-t with the baseline example-b on 8 rows of 8 suites",
      "8 rows of paired binary items (Tango's score interval; McNemar's mid-p)",
      "a percentile bootstrap of items",
      "10,000 replicates and the specification's own seed",
      "± 5 % of the metric's range",
      "(version 1) was fixed before the first results; this is look 1",
      `digest ${comparison.digest}.`,
    ]) {
      expect(paragraph).toContain(words);
    }
    expect(paragraph).not.toMatch(/clustered|crossed|Welch|non-inferiority|undefined|null|NaN/);
  });
});
