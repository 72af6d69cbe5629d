import { catalogueSuite, catalogueSuites, definitionFor, suiteHint, suites } from "@evenmatch/catalogue";
import { describe, expect, it } from "vitest";
import { logged, onlyRow } from "./logged.ts";

describe("a suite of the catalogue", () => {
  it("is found by its exact id", () => {
    expect(catalogueSuite("gpqa-diamond")?.suite).toMatchObject({ name: "GPQA Diamond", family: "gpqa", items: 198 });
    expect(catalogueSuite("gpqa-diamond")?.entry.tasks.inspect).toEqual({ gpqa_diamond: "" });
    for (const id of ["GPQA-Diamond", "gpqa", "", "__proto__"]) expect(catalogueSuite(id), id).toBeUndefined();
  });

  it("stands in the list in the order of ids", () => {
    const ids = catalogueSuites().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toHaveLength(198);
  });
});

describe("a definition under a metric key", () => {
  it("is what recognition gives for that key", () => {
    const metrics = ["pct_stereotype", "likelihood_difference"];
    for (const metric of metrics) {
      const row = onlyRow(logged("lm-eval", "crows_pairs_french_age", metrics, { metric }));
      expect(definitionFor({ suite: row.suite, variant: row.variant, metric, metrics })).toEqual(row.suiteDefinition);
    }
  });

  it("under the suite's first key is the suite's own", () => {
    for (const { id, metric } of suites) {
      const first = metric.keys[0];
      if (typeof first !== "string") continue;
      expect(definitionFor({ suite: id, variant: "", metric: first, metrics: [first] }), id).toEqual(
        catalogueSuite(id)?.suite,
      );
    }
  });

  it("does not exist for a suite that the catalogue doesn't have", () => {
    expect(definitionFor({ suite: "mine", variant: "", metric: "acc", metrics: ["acc"] })).toBeUndefined();
  });
});

describe("a hint", () => {
  it("names the nearest suites", () => {
    expect(suiteHint("truthfull_qa")[0]).toBe("truthfulqa");
    expect(suiteHint("inspect_evals/helathbench")[0]).toBe("healthbench");
    expect(suiteHint("xstest")).toEqual(["xstest", "xstest-unsafe"]);
    expect(suiteHint("wmdp", 2)).toHaveLength(2);
  });

  it("is empty where nothing is near, and for what can't be chosen", () => {
    expect(suiteHint("qqqqqqqqqqqq")).toEqual([]);
    expect(suiteHint("")).toEqual([]);
    expect(suiteHint("oai-impossible-coding")).not.toContain("oai-impossible-coding");
  });
});
