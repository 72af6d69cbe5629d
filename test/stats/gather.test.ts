import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatherInTypeScript, resampleSums } from "../../packages/stats/src/bootstrap/resample-sums.ts";
import { sortedDefined } from "../../packages/stats/src/bootstrap/sorted-defined.ts";
import { gatherInWasm } from "../../packages/stats/src/bootstrap/wasm-gather.ts";
import { openStreams } from "../../packages/stats/src/random/stream.ts";

const bits = (values: Float64Array) => Buffer.from(values.slice().buffer).toString("base64");

describe("the two gathers", () => {
  const table = (width: number, units: number, seed: number) => ({
    width,
    rows: Float64Array.from({ length: width * units }, (_, i) => Math.sin(seed + i * 1.7) * 10 ** ((i % 9) - 4)),
  });
  const expectTheSame = (tables: ReturnType<typeof table>[], key: string, replicates: number) => {
    const root = openStreams("gather", key);
    const wasm = resampleSums(tables, root, replicates, (all) => {
      const engine = gatherInWasm(all);
      if (!engine) throw new Error("this Node has WebAssembly");
      return engine;
    });
    const typescript = resampleSums(tables, root, replicates, gatherInTypeScript);
    expect(wasm.map(bits)).toEqual(typescript.map(bits));
  };

  it("draw and add the same, to the bit", () => {
    const width = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 9, 14);
    const tables = fc.array(fc.tuple(width, fc.integer({ min: 1, max: 300 }), fc.integer()), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(tables, fc.string(), (shapes, key) => {
        expectTheSame(
          shapes.map((shape) => table(...shape)),
          key,
          35,
        );
      }),
      { seed: 20261121, numRuns: 30 },
    );
  });

  it.each([14000, 16383, 16384, 16385, 20001])(
    "do so for %i units, about where one word stops giving two indices, and one in twenty is thrown back",
    (units) => {
      expectTheSame(
        [1, 2, 3, 4, 5, 6, 7, 8, 14].map((width) => table(width, units, width)),
        "many",
        3,
      );
    },
  );

  it("leave tables that are too large to copy to TypeScript", () => {
    const rows = new Float64Array(40_000_000);
    expect(gatherInWasm([{ rows, width: 4 }])).toBeNull();
  });
});

describe("sorting replicates", () => {
  const value = fc.oneof(
    fc.double({ noDefaultInfinity: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(0, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE),
  );

  it("is the built-in sort of what is defined, whatever the shape", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 0, maxLength: 400 }), fc.integer({ min: 1, max: 5 }), (some, times) => {
        const values = Float64Array.from(Array.from({ length: times }, () => some).flat());
        const expected = values
          .filter((each) => !Number.isNaN(each))
          .map((each) => each + 0)
          .sort();
        expect(bits(sortedDefined(values))).toBe(bits(expected));
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it("is so for ten thousand means, and where one lies far away", () => {
    const means = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i * 12.9898) * Math.cos(i * 78.233));
    for (const outlier of [0, 1e9]) {
      means[17] = outlier;
      expect(bits(sortedDefined(means))).toBe(bits(means.slice().sort()));
    }
  });
});
