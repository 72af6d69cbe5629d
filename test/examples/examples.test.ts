/** The example studies: the same bytes every time, and pages that say what the product says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Comparison } from "@evenmatch/contract/comparison";
import { isPossibleRate } from "@evenmatch/stats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { steps } from "../../examples/fading-priors/generate.ts";
import { run } from "../cli/run-command.ts";
import { repoRoot, sharedFolder } from "../shared-files.ts";
import { blocksOf, proseOf, table } from "./printed.ts";
import { type Ran, studies } from "./studies.ts";
import { examplesFolder, generated, openWorkshop, pageOf, type Workshop } from "./workshop.ts";

let workshop: Workshop;
const ran = new Map<string, Ran>();
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.close());

/** The comparisons of a study that has run. */
function comparisonsOf(name: string): readonly Comparison[] {
  const found = ran.get(name);
  if (found === undefined) throw new Error(`needed ${name} to have run`);
  return found.comparisons;
}
const rowOf = (comparison: Comparison | undefined, suite: string) => {
  const row = comparison?.suites.find((each) => each.suite === suite);
  if (row === undefined) throw new Error(`needed a row of ${suite}, found none`);
  return row;
};

describe("the gallery", () => {
  it("has a folder, a page, a plan and a line in the index for every study, and no other folder", () => {
    const folders = readdirSync(examplesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    // another kind of example has its own tests
    const named = folders.map(({ name }) => name).filter((name) => name !== "notebooks");
    expect(named.sort()).toEqual(studies.map(({ name }) => name).sort());
    const index = readFileSync(path.join(examplesFolder, "README.md"), "utf8");
    for (const { name } of studies) {
      expect(existsSync(path.join(examplesFolder, name, "plan.yaml")), name).toBe(true);
      expect(index).toContain(`](${name}/README.md)`);
    }
  });

  it.each(studies.map(({ name }) => name))("%s is drawn the same to the byte every time", async (name) => {
    const [one, other] = [await generated(name), await generated(name)];
    expect(other).toEqual(one);
    // published counts are kept as they are
    expect(one.length > 0).toBe(name !== "system-cards");
    const paths = one.map((file) => file.path);
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe.each(studies)("$name", (study) => {
  it("says on its page what the product says today", { timeout: 60_000 }, async () => {
    const page = await pageOf(study.name);
    const found = await study.run(workshop);
    ran.set(study.name, found);
    expect(blocksOf(page)).toEqual(found.blocks);
    // files compared without a service have no history: their plan comes with them
    const served = found.comparisons.filter(({ experiment }) => experiment !== null);
    expect(served.map(({ planFixed }) => planFixed)).toEqual(served.map(() => "before"));
  });

  it("quotes no figure in its sentences that is not printed, planned, drawn or published", async () => {
    const page = await pageOf(study.name);
    const folder = path.join(examplesFolder, study.name);
    const generator = path.join(folder, "generate.ts");
    const known = [
      ...Object.values(blocksOf(page)),
      readFileSync(path.join(folder, "plan.yaml"), "utf8"),
      existsSync(generator) ? readFileSync(generator, "utf8") : "",
      JSON.stringify(publishedOf(study.name)),
    ].join("\n");
    const quoted = proseOf(page).match(/\d*\.\d+/g) ?? [];
    const unknown = quoted.filter((figure) => !known.includes(figure.replace(/^\./, "0.")) && !known.includes(figure));
    expect(unknown).toEqual([]);
  });
});

interface Published {
  id: string;
  given: Record<string, number | number[]>;
  expect: Record<string, number | number[]>;
}

/** Which published figures a page restates. */
const restated: Readonly<Record<string, readonly string[]>> = {
  "beneficial-trait": [
    "paper-win-counts",
    "persistence-health",
    "persistence-mental-health",
    "persistence-helpful-control",
  ],
  "live-care": ["penda-rct", "penda-rct-adjusted"],
  "system-cards": ["simpleqa-4o-o1", "grim-4o-illicit"],
};
const published = JSON.parse(
  readFileSync(path.join(repoRoot, "test/stats/oracles/published.json"), "utf8"),
) as readonly Published[];

function publishedOf(study: string): Published[] {
  return published.filter(({ id }) => restated[study]?.includes(id));
}

describe("published figures", () => {
  const find = (id: string) => {
    const found = published.find((each) => each.id === id);
    if (found === undefined) throw new Error(`needed ${id}`);
    return found;
  };

  it("are those of the collection they were taken from", () => {
    const folder = sharedFolder();
    if (folder === undefined) return expect(published.length).toBeGreaterThan(10);
    const original = JSON.parse(readFileSync(path.join(folder, "oracles/published-results.json"), "utf8"));
    expect(published).toEqual(original);
  });

  it("are restated from the counts of a trial of live care", () => {
    const [, , trial] = comparisonsOf("live-care");
    const { given, expect: due } = find("penda-rct");
    const row = rowOf(trial, "treatment-failure");
    const [events, n] = [given.events as number[], given.n as number[]];
    expect(row.treatment.mean).toBeCloseTo((events[0] ?? 0) / (n[0] ?? 1), 12);
    expect(Math.exp(row.difference.value ?? 0)).toBeCloseTo(due.rr as number, 4);
    for (const bound of [0, 1] as const) {
      expect(Math.exp(row.difference.interval?.[bound] ?? 0)).toBeCloseTo((due.rr95 as number[])[bound] ?? 0, 3);
    }
    expect(row.difference.p).toBeCloseTo(due.rrP as number, 2);
  });

  it("are restated from the counts of two system cards", () => {
    const [card] = comparisonsOf("system-cards");
    const due = find("simpleqa-4o-o1").expect;
    const row = rowOf(card, "simpleqa");
    expect(row.difference.value).toBeCloseTo(due.diff as number, 4);
    for (const bound of [0, 1] as const) {
      expect(row.difference.interval?.[bound]).toBeCloseTo((due.unpaired95 as number[])[bound] ?? 0, 3);
    }
    const { given } = find("grim-4o-illicit");
    expect(isPossibleRate(given.published as number, given.n as number, 3)).toBe(false);
  });
});

describe("what the studies show", () => {
  it("finds the training's domains ahead of the others, and the three suites that it makes worse", () => {
    const [board] = comparisonsOf("beneficial-trait");
    expect(board?.headline.suites).toBe(53);
    const rate = (value: string) =>
      board?.splits.find((split) => split.by === "training" && split.value === value)?.winRate.value ?? 0;
    expect(rate("in")).toBeGreaterThan(rate("out"));
    const regressed = board?.suites.filter(({ verdict }) => verdict === "regressed").map(({ suite }) => suite);
    expect(regressed?.sort()).toEqual(["coconot-contrast", "or-bench", "xstest"]);
  });

  it("is less sure of the same visits where the clinic is the unit", () => {
    const [clinician, clinic] = comparisonsOf("live-care");
    const of = (comparison: Comparison | undefined) => rowOf(comparison, "treatment-error").difference;
    expect(of(clinic).value).toBeCloseTo(of(clinician).value ?? 0, 12);
    expect(of(clinic).standardError).toBeGreaterThan(of(clinician).standardError ?? 1);
    expect(rowOf(clinic, "treatment-error").warnings).toContain("few_clusters");
  });

  it("finds the dialects that a mean hides, and none where there is none", () => {
    const [groups] = comparisonsOf("fifty-groups");
    const hidden = rowOf(groups, "dialects");
    const even = rowOf(groups, "even-dialects");
    expect(hidden.difference.improvement).toBeGreaterThan(0);
    expect(hidden.worstGroup?.interval?.[0]).toBeGreaterThan(0);
    expect(even.worstGroup?.interval?.[1]).toBeLessThan(0);
    expect(even.worstGroup?.plainGap).toBeGreaterThan(even.worstGroup?.gap ?? 0);
  });

  it("follows the priors over every step", () => {
    const [priors] = comparisonsOf("fading-priors");
    expect(priors?.trajectory).toEqual({ step: steps.at(-1), steps: [...steps] });
  });

  it("is what the command prints in a clone", { timeout: 60_000 }, async () => {
    const folder = await workshop.folder("red-teaming");
    const { code, stdout, stderr } = await run([
      "compare",
      ...["--treatment", path.join(folder, "results/treatment.ndjson")],
      ...["--baseline", path.join(folder, "results/baseline.ndjson")],
      ...["--plan", path.join(examplesFolder, "red-teaming/plan.yaml"), "--format", "json"],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(table(JSON.parse(stdout) as Comparison)).toBe(blocksOf(await pageOf("red-teaming")).table);
  });
});
