/** What stands beside a comparison: its plan's version, the looks at it, how many treatments were tried. */
import { Comparison } from "@evenmatch/contract/comparison";
import { confidenceSequence } from "@evenmatch/stats";
import { describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "./experiments.ts";
import { rowsOf, runningService, until } from "./running-service.ts";

const service = runningService();
const { call } = service;

const better = "1110111101111011110111101111";
const worse = "1010110100101010110100101101";

describe("plan version and looks", () => {
  it("are told apart from the figures", async () => {
    await declareArms(service, { experiment: "looks", plan: {} });
    await sendRows(service, "looks-t", rowsOf("own", better));
    await sendRows(service, "looks-b", rowsOf("own", worse));
    const first = await currentComparison(service, "looks");
    expect(first).toMatchObject({ planVersion: 1, planFixed: "before", looks: 1, checkpointsCompared: 1 });
    const again = await currentComparison(service, "looks");
    expect(again.looks).toBe(1);

    await sendRows(service, "looks-t", rowsOf("second", better));
    await sendRows(service, "looks-b", rowsOf("second", worse));
    const second = await until(async () => {
      const response = await call("GET", "/v1/experiments/looks");
      const { status } = (await response.json()) as { status: string };
      if (status !== "current") return undefined;
      const found = await currentComparison(service, "looks");
      return found.suites.length === 2 ? found : undefined;
    });
    expect(second.digest).not.toBe(first.digest);
    expect(second.looks).toBeGreaterThanOrEqual(2);

    const plan = { level: 0.9 };
    await declareArms(service, { experiment: "looks", plan });
    const replanned = await until(async () => {
      const found = await currentComparison(service, "looks");
      return found.plan.level === 0.9 ? found : undefined;
    });
    expect(replanned).toMatchObject({ planVersion: 2, planFixed: "after", looks: 1 });
  });

  it("count a comparison only when it was served", async () => {
    await declareArms(service, { experiment: "unread", plan: {} });
    await sendRows(service, "unread-t", rowsOf("own", better));
    await sendRows(service, "unread-b", rowsOf("own", worse));
    await settled("unread");
    await sendRows(service, "unread-b", rowsOf("own", worse.replace("101", "111")));
    await settled("unread");
    const found = await currentComparison(service, "unread");
    expect(found.looks).toBe(1);
  });

  it("count the treatments tried against one baseline under one plan", async () => {
    await sendRows(service, "third-t", rowsOf("own", better));
    const body = { treatment: ["third-t"], baseline: ["unread-b"] };
    await call("PUT", "/v1/experiments/third", body);
    const same = await currentComparison(service, "third");
    expect(same.checkpointsCompared).toBe(2);
    await call("PUT", "/v1/experiments/fourth", { ...body, plan: { level: 0.9 } });
    const other = await currentComparison(service, "fourth");
    expect(other.checkpointsCompared).toBe(1);
  });

  it("change the ETag when the figures stay and the plan's version does not", async () => {
    const etag = async () => (await call("GET", "/v1/experiments/unread/comparison")).headers.get("etag");
    const before = await etag();
    const { digest } = await currentComparison(service, "unread");
    await declareArms(service, { experiment: "unread", plan: { level: 0.9 } });
    await settled("unread");
    await declareArms(service, { experiment: "unread", plan: {} });
    await settled("unread");
    const back = await currentComparison(service, "unread");
    expect(back).toMatchObject({ digest, planVersion: 3 });
    expect(await etag()).not.toBe(before);
  });
});

describe("anytime-valid intervals", () => {
  it("stand in every row when the plan asks, wider than the plain one", async () => {
    await declareArms(service, { experiment: "any", plan: { anytimeValid: true } });
    await sendRows(service, "any-t", rowsOf("own", better));
    await sendRows(service, "any-b", rowsOf("own", worse));
    const { suites, plan } = await currentComparison(service, "any");
    const [row] = suites;
    const { value, standardError, interval } = row?.difference ?? {};
    expect(row?.anytime).toEqual(
      confidenceSequence({
        value: value ?? 0,
        standardError: standardError ?? 0,
        n: 28,
        level: plan.level,
        tuning: 1000,
      }),
    );
    const width = (bounds: [number, number] | null | undefined) => (bounds ? bounds[1] - bounds[0] : 0);
    expect(width(row?.anytime)).toBeGreaterThan(width(interval));
  });

  it("are null when it does not", async () => {
    const { suites } = await currentComparison(service, "third");
    expect(suites.map(({ anytime }) => anytime)).toEqual([null]);
  });
});

async function settled(experiment: string): Promise<void> {
  await until(async () => {
    const { status } = (await (await call("GET", `/v1/experiments/${experiment}`)).json()) as { status: string };
    return status === "current" ? true : undefined;
  });
}

describe("a comparison by its digest", () => {
  it("fits the schema and says what it was read as", async () => {
    const { digest } = await currentComparison(service, "third");
    const found = Comparison.parse(await (await call("GET", `/v1/comparisons/${digest}`)).json());
    expect(found.digest).toBe(digest);
    expect(found.looks).toBeGreaterThanOrEqual(1);
  });
});
