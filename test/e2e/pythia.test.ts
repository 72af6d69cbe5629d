/** A real study by both ways: the command alone, and the service over HTTP. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Comparison, type SuiteRow } from "@evenmatch/contract/comparison";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithShared } from "../shared-files.ts";
import { evenmatch, type ServiceProcess, startService, temporaryFolders } from "./service-process.ts";

const folders = temporaryFolders();

/** Key of a row → the figures that the file gives for it. */
type Figures = Readonly<Record<string, number>>;

async function figuresOf(file: string): Promise<Map<string, Figures>> {
  const { results } = JSON.parse(await readFile(file, "utf8")) as { results: Record<string, Figures> };
  return new Map(Object.entries(results));
}

/** The harness' task of a row, by the names that lm-evaluation-harness used then. */
function taskOf(row: SuiteRow, tasks: Iterable<string>): string | undefined {
  const same = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const wanted = [
    row.variant === "" ? row.suite : `${row.suite}${row.variant}`,
    `hendrycksTest${row.variant}`,
    row.suite,
  ];
  return [...tasks].find((task) => wanted.some((name) => same(name) === same(task)));
}

describeWithShared("the pronoun study of Pythia", (shared) => {
  const treatment = path.join(shared, "studies/pythia/treatment/step143000.json");
  const baseline = path.join(shared, "studies/pythia/baseline/step143000.json");
  let service: ServiceProcess;
  let alone: Comparison;
  let served: Comparison;

  beforeAll(async () => {
    const home = await folders.make();
    const [compared, started] = await Promise.all([
      evenmatch(["compare", "--treatment", treatment, "--baseline", baseline, "--format", "json"]),
      startService(home),
    ]);
    service = started;
    expect(compared.code, compared.stderr).toBe(0);
    alone = Comparison.parse(JSON.parse(compared.stdout));
    for (const [checkpoint, file] of [
      ["pronouns", treatment],
      ["plain", baseline],
    ] as const) {
      const pushed = await evenmatch(["push", file, "--checkpoint", checkpoint], home);
      expect(pushed.code, pushed.stderr).toBe(0);
      expect(pushed.stdout).toContain(`87 results of ${checkpoint} counted`);
    }
    const declared = await evenmatch(["experiment", "pythia", "--treatment", "pronouns", "--baseline", "plain"], home);
    expect(declared.code, declared.stderr).toBe(0);
    const table = await evenmatch(["table", "pythia", "--format", "json"], home);
    expect(table.code, table.stderr).toBe(0);
    served = Comparison.parse(JSON.parse(table.stdout));
  }, 300_000);

  afterAll(async () => {
    await service?.stop();
    await folders.removeAll();
  });

  it("has the same digest by both ways, and the same rows", () => {
    expect(served.digest).toBe(alone.digest);
    expect(served.suites).toEqual(alone.suites);
    expect(served.winRate).toEqual(alone.winRate);
  });

  it("has 87 rows of means alone", () => {
    expect(alone.suites).toHaveLength(87);
    expect(new Set(alone.suites.map(({ design }) => design))).toEqual(new Set(["aggregate"]));
    expect(alone.missingSuites).toEqual([]);
  });

  it("differs by what the files' own figures differ by", async () => {
    const [left, right] = [await figuresOf(treatment), await figuresOf(baseline)];
    const seen = new Set<string>();
    for (const row of alone.suites) {
      const task = taskOf(row, left.keys());
      expect(task, `${row.suite}/${row.variant}`).toBeDefined();
      const [t, b] = [left.get(task ?? "")?.[row.metric], right.get(task ?? "")?.[row.metric]];
      expect(row.treatment.mean).toBe(t);
      expect(row.baseline.mean).toBe(b);
      const ideal = row.direction === "target" ? 0.5 : undefined;
      const expected =
        ideal === undefined ? (t ?? 0) - (b ?? 0) : Math.abs((t ?? 0) - ideal) - Math.abs((b ?? 0) - ideal);
      if (row.difference.value !== null) expect(row.difference.value).toBeCloseTo(expected, 12);
      seen.add(task ?? "");
    }
    expect(seen.size).toBe(87);
  });

  it("shows MMLU's 57 subjects as controls of one family", () => {
    const mmlu = alone.suites.filter(({ family }) => family === "mmlu");
    expect(mmlu).toHaveLength(57);
    expect(new Set(mmlu.map(({ role, counted }) => `${role} ${counted}`))).toEqual(new Set(["control false"]));
  });

  it("shows the whole languages of CrowS-Pairs and does not count what their parts count", () => {
    const crows = alone.suites.filter(({ family }) => family === "crows-pairs");
    const whole = crows.filter(({ variant }) => variant === "english" || variant === "french");
    expect(whole.map(({ variant }) => variant)).toEqual(["english", "french"]);
    // where an arm is at the ideal as well, that is the reason given
    expect(whole.map(({ notCounted }) => notCounted)).toEqual(["contains_other_rows", "at_ideal"]);
    expect(crows.length).toBeGreaterThan(2);
  });

  it("warns that few families stand behind the win rate", () => {
    expect(alone.warnings).toContain("few_families");
    expect(alone.winRate.interval).toBeNull();
    expect(alone.computeMatch.status).toBe("unknown");
  });
});
