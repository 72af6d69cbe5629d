/**
 * The demo's study: two checkpoints, 53 suites, every score. Pure: a seed gives the same study on every machine.
 */
import { catalogueSuite } from "@evenmatch/catalogue";
import type { Checkpoint, Suite } from "@evenmatch/contract";
import type { Status } from "@evenmatch/formats/score-table";
import { armLatent, type SharedLatent, sharedLatent } from "./latent.ts";
import { randomStream } from "./random.ts";
import { type Scored, scoreLaw } from "./scores.ts";
import { type DemoSuite, demoSuites, logOf } from "./suites.ts";
import { drawTruth, type SuiteTruth, trainedDomains } from "./truth.ts";

/** In the order in which everything is drawn. */
export const arms = ["treatment", "baseline"] as const;
export type Arm = (typeof arms)[number];

/** One score, or why there is none. */
export interface DrawnRow {
  /** position of the item, from 0 */
  item: number;
  /** from 1 */
  epoch: number;
  status: Status;
  scored: Scored | null;
  /** position of the cluster; null where items don't fall into clusters */
  cluster: number | null;
}

/** One suite with its scores in both arms. */
export interface DrawnSuite {
  suite: DemoSuite;
  definition: Suite;
  truth: SuiteTruth;
  rows: Readonly<Record<Arm, readonly DrawnRow[]>>;
}

/** Everything that was drawn. */
export interface Study {
  seed: string;
  checkpoints: Readonly<Record<Arm, { id: string; checkpoint: Checkpoint }>>;
  suites: readonly DrawnSuite[];
}

const flops = { treatment: 6.31e21, baseline: 6.28e21 };

/** The whole study under a seed. */
export function drawStudy(seed: string): Study {
  const definitions = demoSuites.map((suite) => definitionOf(suite.suite));
  const truths = drawTruth(seed, demoSuites, definitions);
  return {
    seed,
    checkpoints: {
      treatment: {
        id: "demo-7b-treatment-step4000",
        checkpoint: {
          run: "treatment",
          step: 4000,
          seed: "0",
          compute: { flops: flops.treatment, source: "6 × parameters × tokens, from the training log" },
          trainedOn: { domains: [...trainedDomains], traits: [] },
        },
      },
      baseline: {
        id: "demo-7b-baseline-step4000",
        checkpoint: {
          run: "baseline",
          step: 4000,
          seed: "0",
          compute: { flops: flops.baseline, source: "6 × parameters × tokens, from the training log" },
          comparator: "compute-matched",
        },
      },
    },
    suites: demoSuites.map((suite, at) => drawSuite(seed, suite, definitions[at] as Suite, truths[at] as SuiteTruth)),
  };
}

function definitionOf(id: string): Suite {
  const found = catalogueSuite(id);
  if (found === undefined) throw new Error(`needed a suite of the catalogue, found ${id}`);
  return found.suite;
}

function drawSuite(seed: string, suite: DemoSuite, definition: Suite, truth: SuiteTruth): DrawnSuite {
  const clusters = suite.clusters?.count ?? null;
  const { family } = definition;
  const shared = sharedLatent({ seed, suite: suite.suite, family, log: logOf(suite), items: suite.items, clusters });
  const rowsOf = (arm: Arm) => drawArm({ seed, suite, definition, truth, shared, arm });
  return { suite, definition, truth, rows: { treatment: rowsOf("treatment"), baseline: rowsOf("baseline") } };
}

interface ArmOptions {
  seed: string;
  suite: DemoSuite;
  definition: Suite;
  truth: SuiteTruth;
  shared: SharedLatent;
  arm: Arm;
}

function drawArm(options: ArmOptions): DrawnRow[] {
  const { seed, suite, definition, truth, shared, arm } = options;
  const random = randomStream(seed, `scores|${suite.suite}|${arm}`);
  const epochs = suite.epochs ?? 1;
  const law = scoreLaw(suite.score, truth.levels[arm], definition.metric.range ?? [0, 1]);
  const z = armLatent({ shared, clusters: suite.clusters?.count ?? null, epochs, random });
  const rows: DrawnRow[] = [];
  for (let item = 0; item < suite.items; item++) {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const scored = law.draw(z[item * epochs + epoch - 1] ?? 0, shared.trait[item] ?? 0, random);
      const status = drawStatus(suite, arm, random.uniform());
      const cluster = shared.cluster?.[item] ?? null;
      rows.push({ item, epoch, status, scored: status === "ok" ? scored : null, cluster });
    }
  }
  return rows;
}

/** Causes strike at random, whatever the item; the treatment refuses half as often again. */
function drawStatus(suite: DemoSuite, arm: Arm, u: number): Status {
  const error = suite.missing?.error ?? 0;
  const refused = (suite.missing?.refused ?? 0) * (arm === "treatment" ? 1.5 : 1);
  const timeout = suite.missing?.timeout ?? 0;
  if (u < error) return "error";
  if (u < error + refused) return "refused";
  return u < error + refused + timeout ? "timeout" : "ok";
}
