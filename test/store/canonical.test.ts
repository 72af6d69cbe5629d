import { describe, expect, it } from "vitest";
import { canonicalJson, digestOf, sha256Hex } from "../../packages/store/src/canonical.ts";

describe("canonical JSON", () => {
  it("writes the example of RFC 8785, section 3.2", () => {
    const value = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys by UTF-16 code units, as section 3.2.3 shows", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7);
    const order = [...canonicalJson(value).matchAll(/:"([A-Z])/g)].map((match) => match[1]);
    expect(order.join("")).toBe("COCLEEH");
  });

  it("does not see the order of keys, absent properties or the sign of zero", () => {
    expect(digestOf({ a: 1, b: [0] })).toBe(digestOf({ b: [-0], a: 1, c: undefined }));
    expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: "1" }));
  });

  it("keeps keys that objects inherit", () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  it("refuses what JSON can't say", () => {
    for (const value of [Number.NaN, { a: Number.POSITIVE_INFINITY }, undefined, () => 1, 1n]) {
      expect(() => canonicalJson(value)).toThrow();
    }
    expect(() => canonicalJson({ a: "\ud800" })).toThrow("needed well-formed text for canonical JSON");
    expect(() => canonicalJson({ "\udfff": 1 })).toThrow("needed well-formed text for canonical JSON");
    expect(() => canonicalJson(["\\\ud800"])).toThrow("needed well-formed text for canonical JSON");
    expect(canonicalJson("\\ud800 🎲")).toBe('"\\\\ud800 🎲"');
  });

  it("hashes text as UTF-8", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256Hex("ü")).toBe(sha256Hex(new Uint8Array([0xc3, 0xbc])));
  });
});
