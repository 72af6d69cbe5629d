import { describe, expect, it } from "vitest";
import { blocksOf, firstMissing } from "./blocks.ts";

const page = [
  "# A page",
  "```sh",
  "one",
  "two",
  "```",
  "",
  "```text",
  "printed",
  "```",
  "",
  "```sh serve",
  "three",
  "```",
  "words between",
  "```text",
  "not of three",
  "```",
  "```python",
  "four",
  "```",
].join("\n");

describe("the commands of a page", () => {
  it("are its sh blocks, each with what it is said to print", () => {
    expect(blocksOf(page)).toEqual([
      { line: 2, commands: "one\ntwo", serves: false, printed: ["printed"] },
      { line: 11, commands: "three", serves: true, printed: undefined },
    ]);
    expect(() => blocksOf("```sh\nrm")).toThrow("line 1: needed the end of a block, found none");
  });

  it("print what is said in its order, and the first line that they don't is named", () => {
    const output = "first line\nsecond: 12 of 30 (ok)  \nthird\n";
    expect(firstMissing(["first line", "third"], output)).toBeUndefined();
    expect(firstMissing(["first line", "…", "second: 12 of 30 (ok)"], output)).toBeUndefined();
    expect(firstMissing(["second: … of … (ok)"], output)).toBeUndefined();
    expect(firstMissing(["…(ok)"], output)).toBeUndefined();
    expect(firstMissing(["second: … of … (no)"], output)).toBe("second: … of … (no)");
    expect(firstMissing(["second: 12 of 30 (ok) (ok)…"], output)).toBe("second: 12 of 30 (ok) (ok)…");
    expect(firstMissing(["third", "first line"], output)).toBe("first line");
    expect(firstMissing(["first"], output)).toBe("first");
    expect(firstMissing(["thi…ird"], output)).toBe("thi…ird");
  });
});
