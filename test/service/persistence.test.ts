/** Differences followed along conditions, doses and training steps. */
import { Persistence } from "@evenmatch/contract/persistence";
import { orderConditions } from "@evenmatch/service/compare/axis";
import { comparedSteps } from "@evenmatch/service/compare/steps";
import { describe, expect, it } from "vitest";
import { currentComparison, declare, declareArms, sendRows } from "./experiments.ts";
import { rowsOf, runningService } from "./running-service.ts";

const service = runningService();
const { call } = service;

const items = 40;
/** `share` of the items score 1: which ones moves with `shift`, so that arms differ on some items only. */
const scores = (share: number, shift: number) =>
  Array.from({ length: items }, (_, i) => (((i * 7 + shift) % items) / items < share ? "1" : "0")).join("");
const mean = (text: string) => [...text].filter((score) => score === "1").length / text.length;

async function persistenceOf(experiment: string): Promise<Persistence> {
  await currentComparison(service, experiment);
  const response = await call("GET", `/v1/experiments/${experiment}/persistence`);
  expect(response.status).toBe(200);
  return Persistence.parse(await response.json());
}

describe("along a dose", () => {
  const doses = ["", "dose=0.5", "dose=2", "dose=10"];
  const treatment = [0.9, 0.85, 0.7, 0.6];
  const baseline = [0.6, 0.6, 0.52, 0.5];

  it("orders conditions by their numbers and counts the loss from the first", async () => {
    await declareArms(service, { experiment: "dosed", plan: {} });
    for (const suite of ["follows", "follows-too"]) {
      const rows = (shares: number[]) =>
        doses.flatMap((condition, k) =>
          rowsOf(suite, scores(shares[k] ?? 0, suite.length), { direction: "higher", ...(condition && { condition }) }),
        );
      await sendRows(service, "dosed-t", rows(treatment));
      await sendRows(service, "dosed-b", rows(baseline));
    }
    const found = await persistenceOf("dosed");
    expect(found).toMatchObject({ axis: "condition", comparator: "undeclared", left: [] });
    const [row] = found.rows;
    expect(row?.points.map(({ label, dose }) => [label, dose])).toEqual([
      ["", 0],
      ["dose=0.5", 0.5],
      ["dose=2", 2],
      ["dose=10", 10],
    ]);
    const gap = (k: number) => mean(scores(treatment[k] ?? 0, 7)) - mean(scores(baseline[k] ?? 0, 7));
    expect(row?.points.map(({ improvement }) => improvement.value)).toEqual(
      doses.map((_, k) => expect.closeTo(gap(k), 12)),
    );
    expect(row?.differenceInDegradation.value).toBeCloseTo(gap(3) - gap(0), 12);
    expect(row?.items).toBe(items);
    expect(row?.coverage).toBe(1);
    expect(row?.area?.total.value).toBeCloseTo(
      ((gap(0) + gap(1)) / 2) * 0.5 + ((gap(1) + gap(2)) / 2) * 1.5 + ((gap(2) + gap(3)) / 2) * 8,
      10,
    );
    expect(found.trend).toMatchObject({ suites: 2, method: "exact" });
    const comparison = await currentComparison(service, "dosed");
    expect(comparison.persistence).toBe(found.digest);
    expect(found.comparison).toBe(comparison.digest);
    for (const point of row?.points ?? []) {
      const [lower, upper] = point.improvement.interval ?? [0, 0];
      expect(point.band?.[0]).toBeLessThanOrEqual(lower);
      expect(point.band?.[1]).toBeGreaterThanOrEqual(upper);
    }
  });

  it("takes the plan's doses, and says which suite can't be followed", async () => {
    await declare(service, "replanned", {
      treatment: ["dosed-t"],
      baseline: ["dosed-b"],
      plan: { persistence: { axis: "condition", doses: { "": 1, "dose=0.5": 4 }, comparator: "pre-rl" } },
    });
    const found = await persistenceOf("replanned");
    expect(found).toMatchObject({ comparator: "pre-rl", rows: [], trend: null });
    expect(found.left.map(({ reason }) => reason)).toEqual([
      "needed a dose of every condition, found none of dose=10",
      "needed a dose of every condition, found none of dose=10",
    ]);
  });

  it("is drawn for whoever asks by suffix or by type, and by nobody without a key", async () => {
    const path = "/v1/experiments/dosed/persistence";
    const { digest } = await currentComparison(service, "dosed");
    for (const [address, accept] of [
      [`${path}.svg`, "*/*"],
      [path, "image/svg+xml"],
    ] as const) {
      const response = await call("GET", address, undefined, { accept });
      expect(response.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
      expect(response.headers.get("evenmatch-digest")).toBe(digest);
      expect(await response.text()).toContain(digest);
    }
    const json = await call("GET", path, undefined, { accept: "application/json, image/svg+xml;q=0.5" });
    expect(json.headers.get("content-type")).toBe("application/json");
    expect((await call("GET", `${path}.svg`, undefined, { authorization: "" })).status).toBe(401);
    expect((await call("GET", `${path}.png`)).status).toBe(404);
    const taken = await call("GET", "/experiments/dosed/persistence.svg");
    expect(taken.status).toBe(200);
    expect(taken.headers.get("content-disposition")).toBe(
      `attachment; filename="evenmatch-${digest.slice(0, 12)}-curves.svg"`,
    );
    const page = await (await call("GET", "/experiments/dosed", undefined, { accept: "text/html" })).text();
    expect(page).toContain('<a href="/experiments/dosed/persistence.svg" download="');
  });

  it("is 404 where there is nothing to follow", async () => {
    await declareArms(service, { experiment: "plain", plan: {} });
    await sendRows(service, "plain-t", rowsOf("own", scores(0.9, 1)));
    await sendRows(service, "plain-b", rowsOf("own", scores(0.6, 1)));
    expect((await currentComparison(service, "plain")).persistence).toBeNull();
    const response = await call("GET", "/v1/experiments/plain/persistence");
    expect(response.status).toBe(404);
    expect(((await response.json()) as { code: string }).code).toBe("not_found");
  });
});

describe("along training steps", () => {
  it("follows matched pairs, and compares the last step that both arms have", async () => {
    const shares = { t: { 100: 0.6, 200: 0.75, 300: 0.9 }, b: { 100: 0.55, 200: 0.6, 400: 0.65 } };
    const made: Record<"t" | "b", string[]> = { t: [], b: [] };
    for (const arm of ["t", "b"] as const) {
      for (const [step, share] of Object.entries(shares[arm])) {
        const checkpoint = `walk-${arm}-${step}`;
        await call("PUT", `/v1/checkpoints/${checkpoint}`, {
          step: Number(step),
          compute: { flops: Number(step) * 1e18 },
        });
        await sendRows(service, checkpoint, rowsOf("walked", scores(share, 3), { direction: "higher" }));
        made[arm].push(checkpoint);
      }
    }
    await declare(service, "walk", { treatment: made.t, baseline: made.b });
    const comparison = await currentComparison(service, "walk");
    expect(comparison.trajectory).toEqual({ step: 200, steps: [100, 200] });
    expect(comparison.arms.treatment.checkpoints.map(({ checkpoint }) => checkpoint)).toEqual(["walk-t-200"]);
    expect(comparison.computeMatch).toMatchObject({ status: "matched", treatment: 2e20 });
    expect(comparison.suites[0]?.difference.value).toBeCloseTo(mean(scores(0.75, 3)) - mean(scores(0.6, 3)), 12);
    const found = await persistenceOf("walk");
    expect(found.axis).toBe("step");
    expect(found.rows[0]?.points.map(({ label, dose }) => [label, dose])).toEqual([
      ["100", 100],
      ["200", 200],
    ]);
  });

  it("refuses arms that have no step in common", async () => {
    await declare(service, "apart", {
      treatment: ["walk-t-300", "walk-t-200"],
      baseline: ["walk-b-100", "walk-b-400"],
    });
    await expect(currentComparison(service, "apart")).rejects.toThrow(
      "needed a step that both arms have, found 200, 300 and 100, 400",
    );
    const refused = await call("GET", "/v1/experiments/apart/comparison");
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as { code: string }).code).toBe("no_common_step");
  });
});

describe("comparedSteps", () => {
  const at = (...steps: (number | undefined)[]) => steps.map((step, i) => ({ checkpoint: `c${i}`, step }));
  const stepsOf = (treatment: (number | undefined)[], baseline: (number | undefined)[]) =>
    comparedSteps({ treatment: at(...treatment), baseline: at(...baseline) }).map((found) => [
      found.step,
      found.treatment.length,
      found.baseline.length,
    ]);

  it("takes checkpoints of one step as seeds", () => {
    expect(stepsOf([5, 5, 5], [9, undefined])).toEqual([[null, 3, 2]]);
  });

  it("puts an arm of one step against every step of the other", () => {
    expect(stepsOf([1, 2, 2], [undefined])).toEqual([
      [1, 1, 1],
      [2, 2, 1],
    ]);
    expect(stepsOf([1, 2, 3], [2])).toEqual([[2, 1, 1]]);
  });

  it("needs a step of everything in an arm of several", () => {
    expect(() => stepsOf([1, 2, undefined], [1, 2])).toThrow(/found none of c2/);
  });
});

describe("orderConditions", () => {
  it("reads numbers under one name only", () => {
    expect(orderConditions(["x=10", "x=9", ""], null)).toEqual([
      { label: "", dose: 0 },
      { label: "x=9", dose: 9 },
      { label: "x=10", dose: 10 },
    ]);
    expect(orderConditions(["10", "9.5e0"], null)).toMatchObject([{ dose: 9.5 }, { dose: 10 }]);
    expect(orderConditions(["x=1", "y=2"], null)).toMatchObject([{ dose: null }, { dose: null }]);
  });

  it("follows the plan's order, and refuses two conditions at one dose", () => {
    const order = { axis: "condition" as const, order: ["persona b", "persona a"] };
    expect(orderConditions(["persona a", "persona b"], order)).toMatchObject([
      { label: "persona b" },
      { label: "persona a" },
    ]);
    expect(orderConditions(["persona c"], order)).toMatch(/found none for persona c/);
    expect(orderConditions(["", "0"], null)).toMatch(/two conditions at 0/);
  });
});
