import { ContentError } from "@evenmatch/formats/content-error";
import { parseJson, peekJson, setMember } from "@evenmatch/formats/json";
import { parseJsonText } from "@evenmatch/formats/json-text";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const where = { file: "f.json" };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ContentError) return error.code;
    throw error;
  }
  return "none";
}

describe("parseJson", () => {
  it("agrees with JSON.parse on what JSON.parse takes", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(text, where)).toEqual(JSON.parse(text));
        expect(parseJsonText(text, { maxDepth: 64 })).toEqual(JSON.parse(text));
      }),
    );
  });

  it("reads bare NaN and infinities as numbers", () => {
    const value = parseJson('{"a": NaN, "b": [-Infinity, Infinity, -1.5e3], "c": {"d": NaN}}', where);
    expect(value).toEqual({
      a: Number.NaN,
      b: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -1500],
      c: { d: Number.NaN },
    });
  });

  it("finds a key that stands twice, at any depth, however it is spelled", () => {
    expect(codeOf(() => parseJson('{"a": 1, "a": 1}', where))).toBe("duplicate_key");
    expect(codeOf(() => parseJson('[{"x": {"k": 1, "\\u006b": 2}}]', where))).toBe("duplicate_key");
    expect(parseJson('{"a": {"a": "a:a:a\\"a"}}', where)).toEqual({ a: { a: 'a:a:a"a' } });
  });

  it("takes __proto__ for a key like any other", () => {
    const value = parseJson('{"__proto__": {"polluted": 1}, "a": NaN}', where) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["__proto__", "a"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    const target: Record<string, number> = {};
    setMember(target, "__proto__", 1);
    expect(Object.keys(target)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  });

  it("refuses nesting beyond the limit without running out of stack", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const deep = open.repeat(10_000) + (open === "[" ? "" : "1") + close.repeat(10_000);
      expect(codeOf(() => parseJson(deep, where))).toBe("too_deep");
    }
    expect(parseJson(`${"[".repeat(500)}${"]".repeat(500)}`, where)).toBeDefined();
  });

  it("says where invalid text is wrong", () => {
    expect(() => parseJson('{"a": tru}', where)).toThrow(/needed a JSON value at character 6, found "tru}"/);
    for (const text of ["", "{", "[1,]", '{"a" 1}', "01", "1 2", '"\\x"', "nul", "{'a': 1}", "[1", '{"a":1,}']) {
      expect(
        codeOf(() => parseJson(text, where)),
        text,
      ).toBe("invalid_json");
    }
  });
});

describe("peekJson", () => {
  it("returns what is complete of a document that was cut", () => {
    const text = '{"version": 2, "eval": {"task": "t", "list": [1, 2, {"x": "y"}], "cut": "here"}}';
    expect(peekJson(text.slice(0, text.indexOf('"x"') + 2))).toEqual({
      version: 2,
      eval: { task: "t", list: [1, 2, {}] },
    });
    expect(peekJson(text)).toEqual(JSON.parse(text));
    expect(peekJson("PK\u0003\u0004")).toBeUndefined();
    expect(peekJson("")).toBeUndefined();
  });

  it("never fails on a prefix of valid JSON that begins a container", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value);
        expect(Array.isArray(peekJson(text.slice(0, 1 + (cut % text.length))))).toBe(true);
      }),
    );
  });
});
