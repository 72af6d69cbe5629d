/** What the service says of one experiment, for exactly one set of results. */
import { z } from "zod";
import { Checkpoint, computeQuantities } from "./checkpoint.ts";
import { Digest, Id } from "./ids.ts";
import { Plan } from "./plan.ts";
import { Direction, Role, SuiteMetric } from "./suite.ts";

const figure = z.number().nullable();

export const Interval = z
  .tuple([z.number(), z.number()])
  .nullable()
  .meta({ id: "Interval", description: "Lower and upper bound; null where none can be given." });

const codes = z.array(z.string()).meta({ description: "Warning codes; /v1/warnings says each in words." });

export const ArmEstimate = z
  .object({
    mean: figure,
    standardError: figure,
    interval: Interval,
    n: z.int().nullable(),
    displayedMean: figure.meta({ description: "As tables show it: a rubric's is clipped to its range." }),
  })
  .meta({ id: "ArmEstimate" });

const Missing = z
  .object({ error: z.int(), unscored: z.int(), refused: z.int(), timeout: z.int() })
  .meta({ id: "MissingByCause" });

export const Alignment = z
  .object({
    treatmentItems: z.int().nullable(),
    baselineItems: z.int().nullable(),
    paired: z.int(),
    onlyTreatment: z.int(),
    onlyBaseline: z.int(),
    contentMismatch: z.int(),
    missing: z.object({ treatment: Missing, baseline: Missing }),
    coverage: figure,
  })
  .meta({ id: "Alignment" });

const EpochCounts = z.object({ min: z.number(), median: z.number(), max: z.number() }).meta({ id: "EpochCounts" });

const MissingBounds = z
  .object({
    worst: z.object({ improvement: z.number(), interval: Interval, p: figure }),
    best: z.object({ improvement: z.number(), interval: Interval, p: figure }),
    interval: Interval,
  })
  .meta({ id: "MissingBounds" });

const Missingness = z
  .object({
    cause: z.enum(["error", "unscored", "refused", "timeout"]),
    treatmentOnly: z.int(),
    baselineOnly: z.int(),
    both: z.int(),
    p: figure.meta({ description: "McNemar mid-p; null where the arms share no items." }),
  })
  .meta({ id: "Missingness" });

const WorstGroup = z
  .object({
    by: z.enum(["stratum", "cluster"]),
    alpha: z.number(),
    groups: z.int(),
    gap: z.number().meta({
      description:
        "−improvement of the worst share of the groups: picked on half of the items, estimated on the other.",
    }),
    standardError: z.number(),
    interval: Interval,
    plainGap: z.number().meta({ description: "Picked and estimated on the same items: too bad by chance alone." }),
    worst: z.object({ group: z.string(), gap: z.number() }),
    expectedByChance: z.number().meta({
      description: "Standard errors by which the worst of so many equal groups lies away from them.",
    }),
  })
  .meta({ id: "WorstGroup" });

/** The statistics of a row: they depend on its two results and a few fields of the plan, and on nothing else. */
export const RowStatistics = z
  .object({
    design: z.enum([
      "paired-binary",
      "paired",
      "paired-clustered",
      "crossed",
      "unpaired",
      "aggregate",
      "counts",
      "preference",
    ]),
    alignment: Alignment,
    n: z.int().nullable(),
    clusters: z.int().nullable(),
    epochs: z.object({ treatment: EpochCounts, baseline: EpochCounts }).nullable(),
    seeds: z.object({ treatment: z.int(), baseline: z.int() }).nullable(),
    treatment: ArmEstimate,
    baseline: ArmEstimate,
    difference: z.object({
      value: figure,
      improvement: figure,
      standardError: figure,
      degreesOfFreedom: figure,
      interval: Interval,
      improvementInterval: Interval,
      p: figure,
      method: z.string(),
    }),
    bootstrap: z
      .object({
        kind: z.string(),
        replicates: z.int(),
        interval: Interval,
        studentised: Interval,
        standardError: figure,
        monteCarloError: Interval,
        undefinedResamples: z.int(),
        shareImproved: figure,
        law: z.enum(["enumerated", "lattice", "fourier"]).optional(),
        drawnBecause: z.string().optional(),
      })
      .nullable(),
    items: z
      .object({
        wins: z.int(),
        losses: z.int(),
        ties: z.int(),
        winProbability: figure,
        interval: Interval,
        method: z.string(),
        epochWinProbability: figure,
      })
      .nullable(),
    relativeChange: z.object({ value: z.number(), interval: Interval, method: z.enum(["log", "fieller"]) }).nullable(),
    dz: figure,
    baselineDeviation: figure,
    varianceShares: z.object({ items: figure, epochs: figure, clusterDesignEffect: figure, seeds: figure }),
    minimumDetectable: figure,
    wouldSettle: z.object({ items: figure, epochs: figure }).nullable(),
    margin: figure,
    bounds: MissingBounds.nullable(),
    missingness: z.array(Missingness).meta({ description: "Does a cause of missing scores strike one arm more?" }),
    worstGroup: WorstGroup.nullable().meta({ description: "Null unless the plan asks and the items name groups." }),
    noVerdict: z.string().nullable(),
    warnings: codes,
  })
  .meta({ id: "RowStatistics" });
export type RowStatistics = z.infer<typeof RowStatistics>;

/** What is estimated beside metric, direction, range, variant and condition, which stand in the row itself. */
const Estimand = z
  .object({
    kind: SuiteMetric.shape.kind,
    reducer: z.enum(["mean", "pass@k", "worst-of-k"]).meta({ description: "What an item's epochs come down to." }),
    k: z.int().nullable().meta({ description: "Of pass@k and worst-of-k." }),
    quantile: figure.meta({ description: "Of the kind quantile." }),
    weighting: z.enum(["items", "clusters"]).meta({ description: "`clusters`: the mean of cluster means." }),
  })
  .meta({ id: "Estimand" });

/** One row of the table: a suite variant under one condition, by its primary metric. */
export const SuiteRow = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    name: z.string(),
    domain: z.string(),
    traits: z.array(z.string()),
    role: Role,
    family: z.string(),
    audience: z.enum(["public", "internal"]),
    harness: z.object({ treatment: z.string(), baseline: z.string() }),
    metric: z.string(),
    direction: Direction,
    ideal: figure.meta({ description: "The value to reach, where direction is `target`." }),
    range: z.tuple([z.number(), z.number()]).nullable(),
    estimand: Estimand,
    counted: z.boolean(),
    notCounted: z.string().nullable().meta({ description: "Why it does not count." }),
    suiteDigest: Digest,
    results: z.object({ treatment: z.array(Digest), baseline: z.array(Digest) }),
    ...RowStatistics.shape,
    adjusted: z.object({ holm: figure, bh: figure }),
    fcrInterval: Interval,
    minimumDetectableAdjusted: figure.meta({
      description: "At α/m, m the hypotheses that the row is corrected with; null where it is none.",
    }),
    anytime: Interval.meta({
      description: "Holds at every look; null unless the plan asks, or where none can be given.",
    }),
    verdict: z.enum(["improved", "regressed", "equivalent", "inconclusive", "noVerdict", "nonInferior", "inferior"]),
    withinMargin: z.boolean(),
    fragile: z.boolean(),
  })
  .meta({ id: "SuiteRow" });
export type SuiteRow = z.infer<typeof SuiteRow>;

export const Headline = z
  .object({
    suites: z.int(),
    ahead: z.int(),
    behind: z.int(),
    tied: z.int(),
    gains: z.int(),
    regressions: z.int(),
    equivalent: z.int(),
    inconclusive: z.int(),
    noVerdict: z.int(),
  })
  .meta({ id: "Headline" });
export type Headline = z.infer<typeof Headline>;

export const WinRate = z
  .object({
    value: figure,
    interval: Interval,
    method: z.string(),
    effectiveFamilies: figure,
    designEffect: figure,
    families: z.int(),
    familyMacro: figure,
    wilson: Interval,
    wilsonUntied: Interval,
    signTestP: figure,
    familyBootstrap: Interval,
    cr1t: Interval,
    hierarchical: z.object({ value: z.number(), interval: Interval }).nullable(),
    missingBounds: Interval,
    soft: figure,
  })
  .meta({ id: "WinRate" });
export type WinRate = z.infer<typeof WinRate>;

export const Guarantee = z
  .object({
    suites: z.int(),
    level: z.number(),
    atLeastImproved: z.int(),
    atMostRegressed: z.int(),
    atLeastImprovedHolm: z.int(),
    atMostRegressedHolm: z.int(),
  })
  .meta({ id: "Guarantee" });

export const Controls = z
  .object({ suites: z.int(), nonInferior: z.int(), inferior: z.int(), inconclusive: z.int(), noVerdict: z.int() })
  .meta({ id: "Controls" });

export const Split = z
  .object({
    by: z.enum(["domain", "trait", "role", "family", "audience", "training"]),
    value: z.string(),
    headline: Headline,
    winRate: WinRate,
    guarantee: Guarantee.nullable(),
  })
  .meta({ id: "Split" });
export type Split = z.infer<typeof Split>;

export const ComparedArm = z
  .object({
    checkpoints: z.array(z.object({ checkpoint: Id, ...Checkpoint.shape })),
    compute: z.partialRecord(z.enum(computeQuantities), z.number()).nullable().meta({
      description: "Declared compute, mean over the arm's checkpoints (training seeds); null: undeclared.",
    }),
  })
  .meta({ id: "ComparedArm" });

export const ComputeMatch = z
  .object({
    status: z.enum(["matched", "unmatched", "unknown"]),
    quantity: z.enum(computeQuantities).nullable(),
    treatment: figure,
    baseline: figure,
    ratio: figure,
    tolerance: z.number(),
  })
  .meta({ id: "ComputeMatch" });
export type ComputeMatch = z.infer<typeof ComputeMatch>;

export const MissingSuite = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    family: Id,
    role: Role,
    absentFrom: z.enum(["treatment", "baseline", "both"]),
    counted: z
      .boolean()
      .meta({ description: "Would have counted: corrected for with p = 1, bounded in the win rate." }),
    reason: z.string(),
  })
  .meta({ id: "MissingSuite" });

const FrontierAxis = z
  .object({
    suite: Id,
    variant: z.string(),
    condition: z.string(),
    treatment: z.number(),
    treatmentInterval: Interval,
    baseline: z.number(),
    baselineInterval: Interval,
    improvement: z.number(),
    improvementInterval: Interval,
  })
  .meta({ id: "FrontierAxis" });

/** Two suites that pull against each other. */
export const Frontier = z
  .object({
    x: Id,
    y: Id,
    figures: z
      .object({
        axes: z.tuple([FrontierAxis, FrontierAxis]),
        sharedItems: z.int().meta({ description: "Items of both suites, redrawn together." }),
        probabilityOfDominance: z.number().meta({
          description: "Share of resamples in which the treatment is better on both; a tie counts half.",
        }),
        probabilityOfBeingDominated: z.number(),
        correlation: figure.meta({ description: "Of the two improvements, over the resamples." }),
      })
      .nullable(),
    reason: z.string().nullable().meta({ description: "Why there are no figures." }),
  })
  .meta({ id: "Frontier" });
export type Frontier = z.infer<typeof Frontier>;

export const Comparison = z
  .object({
    digest: Digest,
    specVersion: z.string(),
    experiment: Id.nullable(),
    planVersion: z.int().positive(),
    planFixed: z.enum(["before", "after"]).meta({ description: "Was this plan fixed before the first result?" }),
    looks: z.int().positive().nullable().meta({
      description:
        "Different comparisons of this plan version that readers were served, this one included; null: not counted.",
    }),
    checkpointsCompared: z.int().positive().nullable().meta({
      description: "Treatments compared with this baseline under this plan, this one included; null: not counted.",
    }),
    trajectory: z
      .object({ step: figure, steps: z.array(z.number()) })
      .nullable()
      .meta({ description: "Arms of several steps: the step compared here, and every step that both have." }),
    persistence: Digest.nullable().meta({ description: "Of what …/persistence says; null: nothing to follow." }),
    arms: z.object({ treatment: ComparedArm, baseline: ComparedArm }),
    computeMatch: ComputeMatch,
    plan: Plan,
    headline: Headline,
    winRate: WinRate,
    guarantee: Guarantee.nullable(),
    controls: Controls.nullable().meta({
      description: "Uncounted controls, judged for non-inferiority at the margin.",
    }),
    standardisedImprovement: z
      .object({
        suites: z.int(),
        mean: z.number(),
        interval: Interval,
        prediction: Interval,
        tau: z.number(),
        interquartileMean: z.number(),
        leaveOneFamilyOut: Interval,
      })
      .nullable(),
    suites: z.array(SuiteRow),
    missingSuites: z.array(MissingSuite),
    splits: z.array(Split),
    frontiers: z.array(Frontier),
    warnings: codes,
  })
  .meta({ id: "Comparison" });
export type Comparison = z.infer<typeof Comparison>;

/** What GET /v1/experiments/{experiment}/guarantee answers, of suites that the caller picked. */
export const SubsetGuarantee = z
  .object({
    digest: Digest,
    experiment: Id.nullable(),
    computeMatch: ComputeMatch,
    suites: z.array(Id),
    headline: Headline,
    guarantee: Guarantee.nullable().meta({ description: "Null: none of them counts." }),
  })
  .meta({ id: "SubsetGuarantee" });
export type SubsetGuarantee = z.infer<typeof SubsetGuarantee>;
