import { readFileSync } from "node:fs";
import path from "node:path";
import { specVersion } from "@evenmatch/stats";
import { describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";
import type { BoardCell, CellResult, Study } from "./coverage/cell.ts";
import { cells } from "./coverage/cells.ts";
import { drawsOf } from "./coverage/draws.ts";
import { page, warnedShare } from "./coverage/page.ts";
import { boardPlan, boardRows, readBoard, readWhole } from "./coverage/run-board.ts";
import { prefixReplications, runCell } from "./coverage/run-cell.ts";
import { bootstrapReplicates, level } from "./coverage/run-row.ts";
import { cellVerdict, coverage, fallsShort, owedBy, rateKept } from "./coverage/verdict.ts";

const read = (file: string) => readFileSync(path.join(repoRoot, "docs", file), "utf8");
const study = JSON.parse(read("coverage.json")) as Study;
const cellOf = new Map(study.cells.map((cell) => [cell.name, cell]));

describe("the published table of coverage", () => {
  it("is about these statistics", () => {
    expect(study.specVersion).toBe(specVersion);
    expect(study.level).toBe(level);
    expect(study.bootstrapReplicates).toBe(bootstrapReplicates);
  });

  it("has every cell of the study, and no other", () => {
    expect(study.cells.map(({ name }) => name)).toEqual(cells.map(({ name }) => name));
  });

  it("covers every design and kind of population", () => {
    const designs = new Set(study.cells.map(({ name }) => name.slice(0, name.indexOf("/"))));
    const required = ["paired-binary", "paired", "paired-clustered", "crossed", "unpaired", "aggregate", "counts"];
    expect([...designs]).toEqual(expect.arrayContaining([...required, "preference", "target", "board"]));
    const names = study.cells.map(({ name }) => name).join(" ");
    for (const population of [
      "middle",
      "ceiling",
      "rubric-skewed",
      "binary-8x16",
      "families-of-7",
      "unequal-families",
      "at-ideal",
    ]) {
      expect(names).toContain(population);
    }
  });

  it("was simulated often enough", () => {
    for (const cell of cells) {
      const { tallies } = cellOf.get(cell.name)!;
      const isAnalytic = cell.kind === "board" || cell.analytic;
      expect(tallies[0]!.replications, cell.name).toBeGreaterThanOrEqual(isAnalytic ? 10_000 : 2000);
    }
  });

  it("counts every replication once", () => {
    for (const { name, tallies, primaryMethods } of study.cells) {
      for (const { method, replications, undefined: none, covered, truthBelow, truthAbove } of tallies) {
        expect(covered + truthBelow + truthAbove + none, `${name} ${method}`).toBe(replications);
      }
      const byMethod = Object.values(primaryMethods).reduce((sum, count) => sum + count, 0);
      expect(byMethod, name).toBe(tallies[0]!.replications);
    }
  });

  it("is the page that is made from its figures", () => {
    expect(read("coverage.md")).toBe(page(study));
  });
});

describe("what coverage is owed", () => {
  it("is kept in every cell", () => {
    const broken = study.cells.filter((cell) => ["too short", "too long"].includes(cellVerdict(cell)));
    expect(broken.map(({ name }) => name)).toEqual([]);
  });

  it("is kept by the boards: false gains, default interval, at least k, at most r", () => {
    const broken = study.cells.flatMap(({ name, rates }) =>
      rates.filter((rate) => !rateKept(rate)).map(({ event }) => `${name}: ${event}`),
    );
    expect(broken).toEqual([]);
  });

  it("is replaced by a warning that fires", () => {
    const silent = study.cells.filter((cell) => {
      const isDue = owedBy(cell) === null || fallsShort(cell);
      return isDue && (cell.warning === null || warnedShare(cell) < 0.9);
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("is not what a sign test that knows no families gives", () => {
    const [sign, wilson] = cellOf.get("board/nothing-families-of-7")!.rates;
    expect(sign!.sum / sign!.replications).toBeGreaterThan(0.12);
    expect(wilson!.sum / wilson!.replications).toBeGreaterThan(0.12);
  });

  it("is missed by the percentile interval near a ceiling, and kept by Tango's", () => {
    const tallyOf = (cell: CellResult, method: string) => cell.tallies.find((tally) => tally.method === method)!;
    const ceiling = cellOf.get("paired-binary/ceiling-30")!;
    expect(coverage(tallyOf(ceiling, "primary"))).toBeGreaterThan(0.97);
    expect(tallyOf(ceiling, "percentile").covered / tallyOf(ceiling, "percentile").replications).toBeLessThan(0.7);
  });
});

describe("the figures", () => {
  const few = { analytic: prefixReplications, bootstrap: prefixReplications, prefix: prefixReplications };

  it.each(cells.map((cell) => [cell.name, cell] as const))("%s begins so again, to the bit", async (name, cell) => {
    const published = cellOf.get(name)!;
    const again = await runCell(cell, few, async () => undefined);
    expect(again.prefix).toEqual(published.prefix);
    expect(again.truth).toBe(published.truth);
    expect(again.facts).toEqual(published.facts);
    expect(again.what).toBe(published.what);
    expect(again.warning).toBe(published.warning);
  });

  it("of boards are those of the whole comparison", () => {
    const boards = cells.filter((cell): cell is BoardCell => cell.kind === "board");
    for (const cell of boards) {
      const plan = boardPlan(cell, 0, true);
      const rows = boardRows(cell, drawsOf(cell.name, 0));
      const parts = readBoard(rows, plan);
      const whole = readWhole(rows, plan);
      expect(parts.headline, cell.name).toEqual(whole.headline);
      expect(parts.guarantee, cell.name).toEqual(whole.guarantee);
      expect(parts.winRate, cell.name).toEqual(whole.winRate);
      expect(parts.gained, cell.name).toEqual(whole.gained);
    }
  });
});
