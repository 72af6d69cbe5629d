/** What the plan can ask beyond a row's difference: worst groups, frontiers, refusals as answers. */
import { defaultPlan } from "@evenmatch/contract/plan";
import { frontier, worstGroup } from "@evenmatch/stats";
import { describe, expect, it } from "vitest";
import { currentComparison, declare, declareArms, sendRows } from "./experiments.ts";
import { runningService } from "./running-service.ts";

const service = runningService();

const items = Array.from({ length: 60 }, (_, i) => `q${String(i).padStart(2, "0")}`);
const strata = ["north", "south", "east"];
/** the treatment loses on the east alone */
const treated = items.map((_, i) => Number(i % 3 === 2 ? i % 4 === 0 : i % 5 !== 0));
const before = items.map((_, i) => Number(i % 3 === 2 ? i % 4 !== 3 : i % 5 > 1));

const rows = (suite: string, scores: readonly number[], more: (i: number) => object = () => ({})) =>
  items.map((item, i) => ({ suite, item, score: scores[i], direction: "higher", ...more(i) }));

describe("the worst group", () => {
  it("is in the row where the plan asks, and is what the statistics say", async () => {
    const plan = { groups: { by: "stratum", alpha: 0.34, suites: ["grouped"] } };
    await declareArms(service, { experiment: "groups", plan });
    const named = (i: number) => ({ strata: strata[i % 3] });
    for (const [arm, scores] of [
      ["groups-t", treated],
      ["groups-b", before],
    ] as const) {
      await sendRows(service, arm, [...rows("grouped", scores, named), ...rows("other", scores, named)]);
    }
    const { suites } = await currentComparison(service, "groups");
    const [grouped, other] = suites;
    const expected = worstGroup(
      items.map((item, i) => ({ item, group: strata[i % 3] ?? "", improvement: (treated[i] ?? 0) - (before[i] ?? 0) })),
      { alpha: 0.34, level: 0.95 },
    );
    expect(grouped?.worstGroup).toEqual({ by: "stratum", alpha: 0.34, ...expected });
    expect(grouped?.worstGroup).toMatchObject({ groups: 3, worst: { group: "east" } });
    expect(other?.worstGroup).toBeNull();
  });

  it("warns where the items name no groups, and leaves other rows alone", async () => {
    const arms = { treatment: ["groups-t"], baseline: ["groups-b"] };
    await declare(service, "clusters", { ...arms, plan: { groups: { by: "cluster" } } });
    const { suites } = await currentComparison(service, "clusters");
    expect(suites.map(({ worstGroup: found }) => found)).toEqual([null, null]);
    expect(suites.every(({ warnings }) => warnings.includes("no_groups"))).toBe(true);
    await declare(service, "plain", arms);
    const plain = await currentComparison(service, "plain");
    const grouped = await currentComparison(service, "groups");
    const digests = ({ suites: found }: typeof plain) => found.map(({ suiteDigest }) => suiteDigest);
    expect(digests(plain)[0]).not.toBe(digests(grouped)[0]);
    expect(digests(plain)[1]).toBe(digests(grouped)[1]);
  });
});

describe("frontiers", () => {
  const hash = (i: number) => ({ itemHash: `content-${i}` });
  const lower = (i: number) => ({ direction: "lower", ...hash(i) });

  it("read two suites together, items of one content redrawn together", async () => {
    const plan = { frontiers: [{ x: { suite: "robust" }, y: { suite: "refuses" } }] };
    await declareArms(service, { experiment: "front", plan });
    await sendRows(service, "front-t", [...rows("robust", treated, hash), ...rows("refuses", before, lower)]);
    await sendRows(service, "front-b", [...rows("robust", before, hash), ...rows("refuses", treated, lower)]);
    const { frontiers, digest, suites } = await currentComparison(service, "front");
    const [found] = frontiers;
    expect(found).toMatchObject({ x: "robust", y: "refuses", reason: null, figures: { sharedItems: 60 } });
    const [x, y] = found?.figures?.axes ?? [];
    const row = (suite: string) => suites.find((each) => each.suite === suite);
    expect(x?.improvement).toBeCloseTo(row("robust")?.difference.improvement ?? 9, 12);
    expect(y?.improvement).toBeCloseTo(row("refuses")?.difference.improvement ?? 9, 12);
    expect(y?.treatment).toBeCloseTo(row("refuses")?.treatment.mean ?? 9, 12);
    const { level, replicates, seed } = defaultPlan;
    const ids = items.map((item, i) => `content-${i}|${item}`);
    const negative = (scores: readonly number[]) => scores.map((score) => -score);
    const order = ids.map((id, i) => ({ id, i }));
    const expected = frontier(
      [
        { items: order.map(({ id }) => id), treatment: treated, baseline: before },
        { items: order.map(({ id }) => id), treatment: negative(before), baseline: negative(treated) },
      ],
      { level, replicates, seed, key: "robust///score|refuses///score" },
    );
    expect(found?.figures).toMatchObject({
      probabilityOfDominance: expected?.probabilityOfDominance,
      probabilityOfBeingDominated: expected?.probabilityOfBeingDominated,
      correlation: expected?.correlation,
    });
    await declare(service, "front-plain", { treatment: ["front-t"], baseline: ["front-b"] });
    const plain = await currentComparison(service, "front-plain");
    expect(plain.frontiers).toEqual([]);
    expect(plain.digest).not.toBe(digest);
  });

  it("take equal ids of unknown content for different items, and say what is missing", async () => {
    await declare(service, "front-ids", {
      treatment: ["groups-t"],
      baseline: ["groups-b"],
      plan: {
        frontiers: [
          { x: { suite: "grouped" }, y: { suite: "other" } },
          { x: { suite: "grouped" }, y: { suite: "nowhere" } },
        ],
      },
    });
    const { frontiers } = await currentComparison(service, "front-ids");
    expect(frontiers[0]?.figures?.sharedItems).toBe(0);
    expect(frontiers[1]).toMatchObject({
      figures: null,
      reason: "needed results of nowhere in both arms, found none",
    });
  });
});

describe("refusals", () => {
  const refusing = (refused: (i: number) => boolean) =>
    items.map((item, i) => ({
      suite: "asked",
      item,
      direction: "higher",
      ...(refused(i) ? { score: null, status: "refused" } : { score: treated[i] }),
    }));

  it("are compared between the arms, and count as the plan says", async () => {
    const suite = { metric: { direction: "higher", range: [0, 1] } };
    await service.call("PUT", "/v1/suites/asked", suite);
    await declareArms(service, { experiment: "refused", plan: {} });
    await sendRows(
      service,
      "refused-t",
      refusing((i) => i % 4 === 0),
    );
    await sendRows(
      service,
      "refused-b",
      refusing((i) => i === 0),
    );
    const [missing] = (await currentComparison(service, "refused")).suites;
    expect(missing?.missingness).toEqual([
      { cause: "refused", treatmentOnly: 14, baselineOnly: 0, both: 1, p: expect.closeTo(0.5 ** 14, 12) },
    ]);
    expect(missing).toMatchObject({ n: 45, alignment: { missing: { treatment: { refused: 15 } } } });

    const arms = { treatment: ["refused-t"], baseline: ["refused-b"] };
    await declare(service, "refused-worst", { ...arms, plan: { refusedAs: "worst" } });
    const [worst] = (await currentComparison(service, "refused-worst")).suites;
    const kept = treated.filter((score, i) => score === 1 && i % 4 !== 0).length;
    expect(worst).toMatchObject({ n: 60, treatment: { mean: expect.closeTo(kept / 60, 12) } });
  });
});
