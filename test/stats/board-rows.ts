import type { BoardPlan, BoardRow, MissingRow } from "../../packages/stats/src/board.ts";
import { normalTwoSidedP } from "../../packages/stats/src/distributions/normal-critical.ts";
import type { RowAnalysis } from "../../packages/stats/src/row.ts";

export const plan: BoardPlan = {
  level: 0.95,
  replicates: 2000,
  seed: null,
  correction: "bh",
  primarySuites: [],
  count: [],
  doNotCount: [],
  missingSuites: "shown",
};

/** The part of a row that a board test is about; everything else is plain. */
export interface RowSketch extends Partial<Omit<BoardRow, "analysis">> {
  /** treatment − baseline */
  difference?: number;
  standardError?: number | null;
  p?: number | null;
  margin?: number | null;
  method?: string;
  analysis?: Partial<RowAnalysis>;
}

/** A row with a normal difference, its interval and its p. */
export function boardRow(sketch: RowSketch = {}): BoardRow {
  const { difference = 0, standardError = 0.01, margin = 0.01, method = "z", analysis, p, ...known } = sketch;
  const direction = known.direction ?? "higher";
  const half = standardError === null ? null : 1.959963984540054 * standardError;
  const improvement = direction === "lower" ? -difference : difference;
  const arm = (mean: number) => ({ mean, standardError: null, interval: null, n: 200, displayedMean: mean });
  return {
    key: "suite",
    suite: known.key ?? "suite",
    family: known.key ?? "suite",
    domain: "general",
    traits: [],
    role: "outcome",
    audience: "public",
    direction,
    range: [0, 1],
    primary: true,
    containsOthers: false,
    inTraining: null,
    ...known,
    analysis: {
      design: "paired",
      alignment: {
        treatmentItems: 200,
        baselineItems: 200,
        paired: 200,
        onlyTreatment: 0,
        onlyBaseline: 0,
        contentMismatch: 0,
        missing: { treatment: noneMissing, baseline: noneMissing },
        coverage: 1,
      },
      n: 200,
      clusters: null,
      epochs: null,
      seeds: null,
      treatment: arm(0.5 + difference),
      baseline: arm(0.5),
      difference: {
        value: difference,
        improvement,
        standardError,
        degreesOfFreedom: null,
        interval: half === null ? null : [difference - half, difference + half],
        improvementInterval: half === null ? null : [improvement - half, improvement + half],
        p: p === undefined ? normalP(difference, standardError) : p,
        method,
      },
      bootstrap: null,
      items: null,
      relativeChange: null,
      dz: null,
      baselineDeviation: 0.5,
      varianceShares: { items: null, epochs: null, clusterDesignEffect: null, seeds: null },
      minimumDetectable: null,
      wouldSettle: null,
      margin,
      bounds: null,
      missingness: [],
      noVerdict: null,
      warnings: [],
      ...analysis,
    },
  };
}

/** A board of rows from the difference of each, with distinct keys and families. */
export function boardOf(differences: readonly number[], sketch: RowSketch = {}): BoardRow[] {
  return differences.map((difference, i) => {
    const key = `suite-${String(i).padStart(3, "0")}`;
    return boardRow({ key, suite: key, family: key, difference, ...sketch });
  });
}

export function missingRow(sketch: Partial<MissingRow> = {}): MissingRow {
  const absent = { key: "absent", suite: "absent", family: "absent", role: "outcome", direction: "higher" } as const;
  return { ...absent, absentFrom: "treatment", ...sketch };
}

const noneMissing = { error: 0, unscored: 0, refused: 0, timeout: 0 };

function normalP(difference: number, standardError: number | null): number | null {
  return standardError === null ? null : normalTwoSidedP(difference / standardError);
}
