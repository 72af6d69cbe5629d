import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Vectors of methods that this project does not offer, each with the reason. */
const leftOut: Readonly<Record<string, string>> = {
  "wilcoxon-signed-rank": "no design ranks differences: the paired designs speak of means",
};

const folder = new URL("./", import.meta.url);
const own = "vectors-covered.test.ts";

function testSources(): string {
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts") && name !== own);
  return files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
}

describe("oracle vectors", () => {
  const { vectors } = JSON.parse(readFileSync(new URL("oracles/vectors.json", folder), "utf8")) as {
    vectors: { id: string }[];
  };
  const sources = testSources();

  // the whole id, as an argument or in the name of a test: paired-n1 is not found inside paired-n10
  it.each(vectors.map(({ id }) => id))("%s is answered by a test, or left out with a reason", (id) => {
    const isUsed = new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(sources);
    expect(isUsed || id in leftOut, `needed a test that names ${id}, found none`).toBe(true);
    expect(isUsed && id in leftOut, `${id} is left out, but a test names it`).toBe(false);
  });

  it("leaves out only vectors that exist", () => {
    const ids = new Set(vectors.map(({ id }) => id));
    expect(Object.keys(leftOut).filter((id) => !ids.has(id))).toEqual([]);
  });
});
