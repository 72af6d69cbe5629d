import { describe, expect, it } from "vitest";
import { fuzzCase, readUnit } from "./fuzz-case.ts";
import { mutations } from "./fuzz-mutations.ts";
import { random } from "./fuzz-random.ts";
import { fuzzUnits } from "./fuzz-units.ts";

describe("the fuzzer", () => {
  it("finds no score that changed in silence, in a few cases of each kind", async () => {
    const units = await fuzzUnits();
    const before = [];
    for (const unit of units) before.push(await readUnit(unit.files));
    const kinds = new Set<string>();
    const wrong: string[] = [];
    for (let seed = 0; seed < 400; seed += 1) {
      const { mutation, outcome, what, detail } = await fuzzCase(units, before, { seed, turn: seed });
      kinds.add(mutation);
      if (outcome === "silently wrong") wrong.push(`${seed}: ${what}: ${detail}`);
    }
    expect(wrong).toEqual([]);
    expect(kinds.size).toBe(mutations.length);
  }, 300_000);

  it("repeats a case by its seed", () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (dice) => () =>
            dice.below(1000)
        )(random(seed)),
      );
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});
