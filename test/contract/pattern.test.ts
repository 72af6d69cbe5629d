import { filledIn, namesIn, patternFit } from "@evenmatch/contract/pattern";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const path = (pattern: string, text: string) => patternFit(pattern, "path")(text);
const name = (pattern: string, text: string) => patternFit(pattern, "name")(text);

describe("a pattern of paths", () => {
  it.each([
    ["a/b.json", "a/b.json", {}],
    ["a/*.json", "a/b.json", {}],
    ["a/*.json", "a/b/c.json", undefined],
    ["**/*.json", "b.json", {}],
    ["**/*.json", "a/x/b.json", {}],
    ["a/**", "a/x/b.json", {}],
    ["a/**", "b/x", undefined],
    ["a/**/b.json", "a/b.json", {}],
    ["a/**/b.json", "a/x/y/b.json", {}],
    ["a/**/b.json", "axb.json", undefined],
    ["?.json", "b.json", {}],
    ["?", "/", undefined],
    ["step-{step}/**", "step-1000/x/y.eval", { step: "1000" }],
    ["{run}-{step}/x", "a-b-100/x", { run: "a-b", step: "100" }],
    ["{run}/x", "a/b/x", undefined],
    ["{run}x", "x", undefined],
    ["a.json", "a_json", undefined],
    ["A", "a", undefined],
    ["", "", {}],
  ])("%s and %s", (pattern, text, found) => {
    expect(path(pattern, text)).toEqual(found);
  });
});

describe("a pattern of names", () => {
  it("crosses slashes and takes what paths give a meaning as it is", () => {
    expect(name("inspect_evals/*", "inspect_evals/a/b")).toEqual({});
    expect(name("{family}|{part}", "mmlu|law|0")).toEqual({ family: "mmlu|law", part: "0" });
    expect(name("a**/b", "a/b")).toEqual({});
    expect(name("[x]+(y)", "[x]+(y)")).toEqual({});
  });

  it("fits a text that is itself, whatever the text", () => {
    const plain = fc.string().filter((text) => !/[*?{}]/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(name(text, text)).toEqual({});
      }),
    );
  });

  it("finds parts that give the text again", () => {
    const part = fc.string({ minLength: 1 }).filter((text) => !/[*?{}]/.test(text));
    fc.assert(
      fc.property(part, part, (one, other) => {
        const found = name("{one}::{other}", `${one}::${other}`);
        expect(filledIn("{one}::{other}", found ?? {})).toBe(`${one}::${other}`);
      }),
    );
  });

  it("takes no longer than the product of the lengths, also where it does not fit", () => {
    expect(name(`${"*a".repeat(200)}b`, "a".repeat(500))).toBeUndefined();
  });
});

describe("names in braces", () => {
  it("are listed, filled in, and left alone where they are unknown", () => {
    expect(namesIn("a/{run}/{step}")).toEqual(["run", "step"]);
    expect(filledIn("{run}@{step}{x}", { run: "r", step: "7" })).toBe("r@7{x}");
  });

  it.each([
    ["{", /needed a name of letters and digits in braces, found \{/],
    ["{a-b}", /found \{a-b\}/],
    ["a}", /found \}/],
    ["{a}{a}", /needed each name once, found \{a\} again/],
  ])("%s is refused", (pattern, error) => {
    expect(() => path(pattern, "")).toThrow(RangeError);
    expect(() => path(pattern, "")).toThrow(error);
  });
});
