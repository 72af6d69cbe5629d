/** An arm against itself. */
import { Calibration } from "@evenmatch/contract/calibration";
import { epochHalves, itemHalves } from "@evenmatch/service/compare/halves";
import type { SeedScores } from "@evenmatch/stats";
import { describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "./experiments.ts";
import { rowsOf, runningService } from "./running-service.ts";

const service = runningService();
const { call } = service;

/** Reproducible coin flips with a chance of its own for each item. */
function coins(name: string, run: number): string {
  return Array.from({ length: 120 }, (_, i) => {
    const chance = 0.2 + 0.6 * ((Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32);
    const text = `${name}/${run}/${i}`;
    let hash = 2166136261;
    for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
    hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < chance ? "1" : "0";
  }).join("");
}

const suites = Array.from({ length: 12 }, (_, i) => `suite-${i}`);

async function calibrate(experiment: string, body: object): Promise<Response> {
  return call("POST", `/v1/experiments/${experiment}/calibration`, body);
}

describe("POST …/calibration", () => {
  it("compares a rerun with the arm, through the same pipeline", async () => {
    await declareArms(service, { experiment: "aa", plan: {} });
    for (const suite of suites) {
      const direction = { direction: "higher" };
      await sendRows(service, "aa-b", rowsOf(suite, coins(suite, 1), direction));
      await sendRows(service, "aa-t", rowsOf(suite, coins(suite, 2), direction));
      await sendRows(service, "aa-again", rowsOf(suite, coins(suite, 3), direction));
    }
    const found = Calibration.parse(await (await calibrate("aa", { rerun: ["aa-again"] })).json());
    expect(found).toMatchObject({ arm: "baseline", by: "rerun", tests: 12, isMiscalibrated: false, left: [] });
    expect(found.rate).toBe(found.falsePositives / found.tests);
    expect(found.suites.filter(({ isFalsePositive }) => isFalsePositive)).toHaveLength(found.falsePositives);
    expect(found.suites.map(({ design }) => design)).toEqual(suites.map(() => "paired-binary"));
    // two runs of 120 coins: a difference within about 13 points means nothing
    for (const { noiseFloor } of found.suites) expect(noiseFloor).toBeGreaterThan(0.08);
    const share = (text: string) => [...text].filter((score) => score === "1").length / text.length;
    const [first] = found.suites;
    expect(first?.difference).toBeCloseTo(share(coins("suite-0", 3)) - share(coins("suite-0", 1)), 12);

    const again = Calibration.parse(await (await calibrate("aa", { rerun: ["aa-again"] })).json());
    expect(again).toEqual(found);
    expect((await currentComparison(service, "aa")).suites).toHaveLength(12);
  });

  it("halves the arm's own items, by a seed", async () => {
    const found = Calibration.parse(await (await calibrate("aa", {})).json());
    expect(found).toMatchObject({ by: "items", tests: 12 });
    expect(new Set(found.suites.map(({ design }) => design))).toEqual(new Set(["unpaired"]));
    const other = Calibration.parse(await (await calibrate("aa", { seed: "another" })).json());
    expect(other.digest).not.toBe(found.digest);
    expect(other.suites[0]?.difference).not.toBe(found.suites[0]?.difference);
  });

  it("halves epochs, and leaves out what has one", async () => {
    const epochs = ["1", "2", "3", "4"].flatMap((epoch) =>
      rowsOf("repeated", coins("repeated", Number(epoch)), { epoch: Number(epoch), direction: "higher" }),
    );
    await sendRows(service, "aa-b", epochs);
    await sendRows(service, "aa-t", epochs);
    const found = Calibration.parse(await (await calibrate("aa", { split: "epochs" })).json());
    expect(found.suites.map(({ suite, design, n }) => [suite, design, n])).toEqual([["repeated", "paired", 120]]);
    expect(found.left).toHaveLength(12);
    expect(found.left[0]?.reason).toBe("needed items of two epochs, found none");
  });

  it("refuses what is no rerun", async () => {
    const code = async (body: object, experiment = "aa") =>
      ((await (await calibrate(experiment, body)).json()) as { code: string }).code;
    expect(await code({ rerun: ["aa-b"] })).toBe("same_arms");
    expect(await code({ rerun: ["nobody"] })).toBe("unknown_checkpoint");
    expect(await code({ rerun: ["aa-again"], split: "items" })).toBe("invalid_body");
    expect(await code({ split: "thirds" })).toBe("invalid_body");
    expect(await code({}, "nothing")).toBe("not_found");
    for (const suite of [...suites, "repeated"]) {
      const text = suite === "repeated" ? undefined : coins(suite, 1);
      if (text !== undefined) await sendRows(service, "aa-copy", rowsOf(suite, text, { direction: "higher" }));
    }
    await sendRows(
      service,
      "aa-copy",
      ["1", "2", "3", "4"].flatMap((epoch) =>
        rowsOf("repeated", coins("repeated", Number(epoch)), { epoch: Number(epoch), direction: "higher" }),
      ),
    );
    expect(await code({ rerun: ["aa-copy"] })).toBe("same_arms");
  });
});

describe("halves", () => {
  const scores: SeedScores = {
    seed: null,
    items: ["a", "b", "c", "d"],
    offsets: Int32Array.of(0, 3, 4, 6, 8),
    score: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    status: new Uint8Array(8),
    epoch: Int32Array.of(1, 2, 5, 1, 1, 2, 1, 2),
    cluster: ["x", "x", "x", "y"],
  };

  it("take epochs in turn and leave out items of one", () => {
    const [odd, even] = epochHalves(scores) ?? [];
    expect(odd?.items).toEqual(["a", "c", "d"]);
    expect([...(odd?.score ?? [])]).toEqual([1, 3, 5, 7]);
    expect([...(even?.score ?? [])]).toEqual([2, 6, 8]);
    expect([...(even?.offsets ?? [])]).toEqual([0, 1, 2, 3]);
    expect(odd?.cluster).toEqual(["x", "x", "y"]);
  });

  it("keep clusters whole and lose no item", () => {
    const seeds = Array.from({ length: 20 }, (_, i) => `s${i}`);
    const halves = seeds.map((seed) => itemHalves(scores, seed)).filter((found) => found !== null);
    expect(halves.length).toBeGreaterThan(3);
    for (const [one, other] of halves) {
      expect([...one.items, ...other.items].sort()).toEqual(["a", "b", "c", "d"]);
      expect([one.items.join(""), other.items.join("")]).toContain("abc");
    }
  });
});
