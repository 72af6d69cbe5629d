import { readFileSync } from "node:fs";
import path from "node:path";
import { catalogueSuites, domains, suites, traits } from "@evenmatch/catalogue";
import { Id } from "@evenmatch/contract/ids";
import { Suite } from "@evenmatch/contract/suite";
import { describe, expect, it } from "vitest";
import { describeWithShared } from "../shared-files.ts";

const form = (name: string) => name.toLowerCase().replace(/[-_\s]+/g, "_");

describe("the catalogue's suites", () => {
  it("are 198 in 154 families", () => {
    expect(suites).toHaveLength(198);
    expect(new Set(suites.map(({ family }) => family)).size).toBe(154);
  });

  it("have ids and aliases that stay apart whatever their case and separators", () => {
    const names = suites.flatMap(({ id, aliases }) => [id, ...(aliases ?? [])]).map(form);
    expect(new Set(names).size).toBe(names.length);
    for (const { id, family } of suites) {
      expect(Id.safeParse(id).success, id).toBe(true);
      expect(Id.safeParse(family).success, family).toBe(true);
    }
  });

  it("are definitions that the contract accepts", () => {
    for (const { id, suite } of catalogueSuites()) expect(Suite.safeParse(suite).error, id).toBeUndefined();
  });

  it("keep to the vocabularies of domains and traits", () => {
    for (const { id, domain, traits: own } of suites) {
      expect(domains, id).toContain(domain);
      expect(own.length, id).toBeGreaterThan(0);
      for (const trait of own) expect(traits, id).toContain(trait);
    }
  });

  it("have an ideal inside the range exactly where the direction is target", () => {
    for (const { id, metric } of suites) {
      const [least, greatest] = metric.range;
      expect(least, id).toBeLessThan(greatest);
      expect(metric.ideal !== undefined, id).toBe(metric.direction === "target");
      if (metric.ideal === undefined) continue;
      expect(metric.ideal, id).toBeGreaterThanOrEqual(least);
      expect(metric.ideal, id).toBeLessThanOrEqual(greatest);
    }
  });

  it("name only variants of their own as parts and contents", () => {
    for (const { id, tasks, parts, contains } of suites) {
      const known = new Set([
        ...Object.values(tasks).flatMap((byName) => Object.values(byName)),
        ...Object.keys(parts ?? {}),
      ]);
      for (const [whole, inside] of Object.entries(contains ?? {})) {
        expect(known, `${id} ${whole}`).toContain(whole);
        expect(inside.length, `${id} ${whole}`).toBeGreaterThan(0);
        for (const part of inside) {
          expect(known, `${id} ${whole}`).toContain(part);
          expect(part, `${id} contains itself`).not.toBe(whole);
        }
      }
      for (const variant of known)
        expect(variant === "" || Id.safeParse(variant).success, `${id} ${variant}`).toBe(true);
    }
  });

  it("have parts that add up to the whole", () => {
    const sum = (id: string, inside: readonly string[]) => {
      const parts = suites.find((suite) => suite.id === id)?.parts ?? {};
      return inside.reduce((total, part) => total + (parts[part] ?? Number.NaN), 0);
    };
    const contained = (id: string, whole: string) => suites.find((suite) => suite.id === id)?.contains?.[whole] ?? [];
    const groups = ["humanities", "social-sciences", "other", "stem"];
    expect(sum("mmlu", groups)).toBe(14042);
    expect(
      sum(
        "mmlu",
        contained("mmlu", "").filter((part) => !groups.includes(part)),
      ),
    ).toBe(14042);
    expect(groups.flatMap((group) => contained("mmlu", group))).toHaveLength(57);
    expect(sum("mmlu-pro", contained("mmlu-pro", ""))).toBe(12032);
    expect(sum("math", contained("math", "minerva"))).toBe(5000);
    expect(sum("mgsm", contained("mgsm", "direct"))).toBe(2750);
    expect(sum("bbh", contained("bbh", ""))).toBe(6511);
    expect(sum("bbq", contained("bbq", ""))).toBe(58492);
    expect(sum("crows-pairs", contained("crows-pairs", "english"))).toBe(1677);
    expect(sum("crows-pairs", contained("crows-pairs", "french"))).toBe(1677);
  });

  it("share a task name only where something tells them apart, but for one that can't be", () => {
    const owners = new Map<string, string[]>();
    for (const { id, tasks, match } of suites) {
      for (const [harness, byName] of Object.entries(tasks)) {
        for (const name of Object.keys(byName)) {
          const key = `${harness} ${form(name)}`;
          owners.set(key, [...(owners.get(key) ?? []), match === undefined ? `${id}?` : id]);
        }
      }
    }
    const shared = [...owners].filter(([, ids]) => new Set(ids).size > 1);
    const untold = shared.filter(([, ids]) => ids.some((id) => id.endsWith("?")));
    expect(untold).toEqual([["lighteval aime", ["aime-2024?", "aime-2025?"]]]);
    expect(shared.length).toBeGreaterThan(5);
  });
});

describeWithShared("the catalogue's facts", (shared) => {
  interface Fact {
    id: string;
    family: string;
    domain: string;
    traits: string[];
    role: string;
    metric: { direction: string; range: number[]; ideal?: number; harnessMetricKeys?: string[] };
    items: number | null;
    clusterUnit: string | null;
    paper: string | null;
    availability: string;
    harness: Record<string, string[]>;
  }
  const facts = JSON.parse(readFileSync(path.join(shared, "catalogue/suites.json"), "utf8")) as Fact[];

  it("agree with the register they were taken from", () => {
    expect(suites.map(({ id }) => id).sort()).toEqual(facts.map(({ id }) => id).sort());
    for (const fact of facts) {
      const suite = suites.find(({ id }) => id === fact.id);
      expect({
        family: suite?.family,
        domain: suite?.domain,
        traits: suite?.traits,
        role: suite?.role,
        direction: suite?.metric.direction,
        range: suite?.metric.range,
        ideal: suite?.metric.ideal,
        clusterUnit: suite?.clusterUnit,
        paper: suite?.paper,
        availability: suite?.availability,
      }).toEqual({
        family: fact.family,
        domain: fact.domain,
        traits: fact.traits,
        role: fact.role,
        direction: fact.metric.direction,
        range: fact.metric.range,
        ideal: fact.metric.ideal,
        clusterUnit: fact.clusterUnit,
        paper: fact.paper,
        availability: fact.availability,
      });
      const keys = suite?.metric.keys.map((entry) => (typeof entry === "string" ? entry : entry.key)) ?? [];
      for (const key of fact.metric.harnessMetricKeys ?? []) expect(keys, fact.id).toContain(key);
      const tasks = Object.values(suite?.tasks ?? {}).flatMap((byName) => Object.keys(byName));
      for (const name of Object.values(fact.harness).flat()) expect(tasks, fact.id).toContain(name);
      // The register counts one of BIG-Bench Hard's 27 tasks.
      if (fact.id !== "bbh") expect(suite?.items, fact.id).toBe(fact.items);
    }
  });
});
