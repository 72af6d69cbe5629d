import { contentHash } from "@evenmatch/formats/content-hash";
import { describe, expect, it } from "vitest";

describe("contentHash", () => {
  it("is the SHA-256 of canonical JSON", () => {
    // printf '{"a":[1,"é"],"b":null}' | sha256sum
    expect(contentHash({ b: null, a: [1, "é"] })).toBe(
      "1e02bc81a26af2f027329541e97eef36f3290bedc6dfe043dbe66b057ecb13ba",
    );
    expect(contentHash({ a: [1, "é"], b: null })).toBe(contentHash({ b: null, a: [1, "é"] }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });

  it("takes a key called __proto__, and numbers that JSON can't hold", () => {
    const parsed = JSON.parse('{"__proto__": 1}');
    expect(contentHash(parsed)).not.toBe(contentHash({}));
    expect(contentHash([Number.NaN])).toBe(contentHash([null]));
  });
});
