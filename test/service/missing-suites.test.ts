/** Planned suites that nobody brought: known by what the project or the catalogue says of them. */
import { describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "./experiments.ts";
import { rowsOf, runningService } from "./running-service.ts";

const service = runningService();
const { call } = service;
const better = "1110111101111011110111101111";
const worse = "1010110100101010110100101101";

describe("planned suites without a result", () => {
  it("count by their role, in their family, and not at all without a direction", async () => {
    const metric = { name: "score", kind: "mean", direction: "higher", range: [0, 1] };
    const declared = { family: "house", role: "outcome", metric } as const;
    await call("PUT", "/v1/suites/brought", declared);
    await call("PUT", "/v1/suites/absent", declared);
    await call("PUT", "/v1/suites/guard", { ...declared, role: "control" });
    await call("PUT", "/v1/suites/either-way", { ...declared, metric: { ...metric, direction: "unknown" } });
    const suites = ["brought", "absent", "guard", "either-way", "truthfulqa", "nobody-knows"];
    await declareArms(service, { experiment: "gaps", plan: { suites } });
    await sendRows(service, "gaps-t", rowsOf("brought", better));
    await sendRows(service, "gaps-b", rowsOf("brought", worse));
    const { missingSuites, winRate, splits, suites: rows } = await currentComparison(service, "gaps");
    const brief = missingSuites.map(({ suite, family, role, counted }) => [suite, family, role, counted]);
    expect(brief).toEqual([
      ["absent", "house", "outcome", true],
      ["either-way", "house", "outcome", false],
      ["guard", "house", "control", false],
      ["nobody-knows", "nobody-knows", "unassigned", true],
      ["truthfulqa", "truthfulqa", "outcome", true],
    ]);
    // one won, three that could have been lost
    expect(winRate.missingBounds).toEqual([0.25, 1]);
    expect(rows[0]?.adjusted.holm).toBeCloseTo(4 * (rows[0]?.difference.p ?? 0), 12);
    const outcome = splits.find(({ by, value }) => by === "role" && value === "outcome");
    expect(outcome?.winRate.missingBounds).toEqual([1 / 3, 1]);
    const subset = await (await call("GET", "/v1/experiments/gaps/guarantee?suite=brought")).json();
    expect(subset).toMatchObject({ guarantee: { suites: 1 } });

    // the same results under another reading of a suite that is not there: another comparison
    const { digest } = await currentComparison(service, "gaps");
    await call("PUT", "/v1/suites/absent", { ...declared, family: "elsewhere" });
    const again = await currentComparison(service, "gaps");
    expect(again.digest).not.toBe(digest);
    expect(again.missingSuites[0]).toMatchObject({ suite: "absent", family: "elsewhere" });
  });
});
