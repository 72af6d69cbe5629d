import { writeFile } from "node:fs/promises";
import path from "node:path";
import { computeArgument, idArgument, levelArgument, rangeArgument } from "@evenmatch/cli/arguments";
import { readPlan } from "@evenmatch/cli/plan-file";
import { limited, problemLine } from "@evenmatch/cli/problem-lines";
import { defaultPlan } from "@evenmatch/contract/plan";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./run-command.ts";

describe("an option's value", () => {
  it("is compute in one or more quantities", () => {
    expect(computeArgument("flops=1e21,source=the log, page 2".replace(", ", " "))).toEqual({
      flops: 1e21,
      source: "the log page 2",
    });
    expect(computeArgument("gpu-hours=12.5", { tokens: 3e11 })).toEqual({ tokens: 3e11, gpuHours: 12.5 });
    for (const wrong of ["1e21", "flops=", "flops=-1", "flops=many", "calories=3"])
      expect(() => computeArgument(wrong)).toThrow(/needed/);
  });

  it("is a level as a share or in per cent", () => {
    expect([levelArgument("0.95"), levelArgument("95"), levelArgument("99.5")]).toEqual([0.95, 0.95, 0.995]);
    for (const wrong of ["0.5", "1", "100", "", "x"]) expect(() => levelArgument(wrong)).toThrow(/needed/);
  });

  it("is a range or none", () => {
    expect([rangeArgument("0,1"), rangeArgument("-1,1"), rangeArgument("none")]).toEqual([[0, 1], [-1, 1], null]);
    for (const wrong of ["1,0", "0", "0,1,2", "a,b"]) expect(() => rangeArgument(wrong)).toThrow(/needed/);
  });

  it("is an id as URLs can hold it", () => {
    expect(idArgument("acme-7b@1000")).toBe("acme-7b@1000");
    for (const wrong of ["", "a/b", "-a", "a".repeat(129)]) expect(() => idArgument(wrong)).toThrow(/needed/);
  });
});

describe("a plan file", () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
  });
  afterAll(() => remove());
  const plan = async (text: string) => {
    const file = path.join(folder, "plan");
    await writeFile(file, text);
    return readPlan(file, { seed: "7" });
  };

  it("is JSON or YAML; options stand over it, defaults below it", async () => {
    const expected = { ...defaultPlan, level: 0.9, doNotCount: ["mmlu"], seed: "7" };
    expect(await plan("level: 0.9\nseed: '3'\ndoNotCount: [mmlu]\n")).toEqual(expected);
    expect(await plan('{"level": 0.9, "doNotCount": ["mmlu"]}')).toEqual(expected);
    expect(await readPlan(undefined, {})).toEqual(defaultPlan);
  });

  it.each([
    [
      "level: 2\nmarign: 0.1\n",
      /plan: line 1: \/level: needed number to be <1 \(invalid_plan\)\n.*plan: line 2: \/marign: .*\(invalid_plan\)/,
    ],
    ["just words\n", /plan: needed the fields of a plan/],
    ["[1, 2]\n", /plan: needed the fields of a plan/],
    ["level: [0.9\n", /plan: line 2: needed JSON or YAML/],
    ["level: 0.9\nlevel: 0.8\n", /plan: line 2: needed JSON or YAML, found: Map keys must be unique/],
    [
      `a: &a [x]\n${Array.from({ length: 40 }, (_, i) => `k${i}: *a`).join("\n")}\n`,
      /plan: needed JSON or YAML, found: Excessive alias count/,
    ],
  ])("says what is wrong with %j", async (text, error) => {
    await expect(plan(text)).rejects.toThrow(error);
  });

  it("says that there is no such file", async () => {
    await expect(readPlan(path.join(folder, "nothing"), {})).rejects.toThrow(/nothing: no such file \(no_such_file\)/);
  });
});

describe("a problem's line", () => {
  it("has the file, the place, the text and the code, and stays one line", () => {
    expect(
      problemLine({ place: "line 3", code: "invalid_score", text: "needed a number,\nfound \u001b[2J" }, "a.ndjson"),
    ).toBe("a.ndjson: line 3: needed a number, found  [2J (invalid_score)");
    expect(problemLine({ place: "", code: "same_arms", text: "no" })).toBe("no (same_arms)");
  });

  it("does not hide others in a flood of its kind", () => {
    const flood = Array.from({ length: 100 }, (_, i) => `a: line ${i}: bad (invalid_score)`);
    const lines = limited([...flood, "b: cut (truncated)"]);
    expect(lines).toHaveLength(12);
    expect(lines).toContain("b: cut (truncated)");
    expect(lines.at(-1)).toBe("and 90 more like it (invalid_score)");
  });
});
