import { readFileSync } from "node:fs";

/** One worked vector: what goes in and what an outside implementation answers. */
export interface Vector {
  id: string;
  topic: string;
  // the vectors' shapes differ by topic; each test knows its own
  // biome-ignore lint/suspicious/noExplicitAny: a JSON oracle is read as it is
  inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON oracle is read as it is
  parameters: any;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON oracle is read as it is
  expected: any;
}

const { vectors } = JSON.parse(readFileSync(new URL("./oracles/vectors.json", import.meta.url), "utf8")) as {
  vectors: Vector[];
};

export function vector(id: string): Vector {
  const found = vectors.find((each) => each.id === id);
  if (!found) throw new Error(`no vector named ${id}`);
  return found;
}

export function vectorsOf(topic: string): Vector[] {
  return vectors.filter((each) => each.topic === topic);
}

/** |actual − expected| / |expected|, or the absolute error where 0 is expected */
export function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}
