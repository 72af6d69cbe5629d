/** An A/A check: an arm against itself, through the pipeline that compares it with the other arm. */
import type { Calibration, CalibrationRequest } from "@evenmatch/contract/calibration";
import type { RowStatistics } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import { analyseBoard, calibrate, type SeedScores, type SuiteInput, specVersion } from "@evenmatch/stats";
import { type ExperimentItem, getCheckpoint } from "@evenmatch/store";
import { digestOf } from "@evenmatch/store/canonical";
import { type Arms, type Member, pairArms } from "./compare/arms.ts";
import { boardPlan, boardRow, type ComputedRow } from "./compare/compose.ts";
import type { Computing } from "./compare/computing.ts";
import { suiteDigest } from "./compare/digests.ts";
import { epochHalves, itemHalves } from "./compare/halves.ts";
import { type Pair, streamKey } from "./compare/pairing.ts";
import { readArm, readSuites } from "./compare/read-arms.ts";
import { computeStatistics, pairInput, rowStatistics } from "./compare/row.ts";
import { comparedSteps } from "./compare/steps.ts";
import { storedRows } from "./compare/stored-rows.ts";
import type { Dependencies } from "./dependencies.ts";

/**
 * How often does the board see a difference where there is none, and how large are differences that mean nothing?
 *
 * Against a rerun, or the arm's own halves: odd and even epochs, or (unless said) seeded halves of its items. Of a
 * trajectory the step that is compared. Rows are kept under what they were computed from: a check that was cut off goes
 * on where it stopped.
 *
 * @throws {Problem} unknown_checkpoint, no_results, same_arms where the rerun is the arm, its very scores, or both a rerun
 *   and a split are asked for
 */
export async function calibrateExperiment(
  deps: Dependencies,
  options: { entry: ExperimentItem<Plan>; request: CalibrationRequest },
): Promise<Calibration> {
  const { entry, request } = options;
  const { project } = entry;
  // both sides are the same training runs: their seeds match by name
  const plan: Plan = { ...entry.plan, seedsMatched: true };
  const { arms, by } = await armsOf(deps, entry, request);
  const { pairs, unpaired } = pairArms(arms, plan, await readSuites(deps, project));
  const computing = storedRows(deps, project);
  const rows: ComputedRow[] = [];
  const left: Calibration["left"] = unpaired.map(({ suite, variant, condition, reason }) => ({
    suite,
    variant,
    condition,
    reason,
  }));
  for (const pair of pairs) {
    const { suite, variant, condition } = pair;
    const row =
      by === "rerun"
        ? await rowStatistics(computing, { pair, plan })
        : await halvedRow(computing, { pair, plan, by, seed: request.seed });
    if (typeof row === "string") left.push({ suite, variant, condition, reason: row });
    else rows.push({ pair, suiteDigest: row.suiteDigest, statistics: row.statistics });
  }
  return {
    digest: digestOf({
      specVersion,
      request,
      by,
      plan: boardPlan(plan),
      rows: rows.map((row) => row.suiteDigest),
      left,
    }),
    experiment: entry.experiment,
    arm: request.arm,
    by,
    rerun: request.rerun ?? [],
    level: plan.level,
    ...figuresOf(rows, plan),
    left,
  };
}

async function armsOf(
  deps: Dependencies,
  entry: ExperimentItem<Plan>,
  request: CalibrationRequest,
): Promise<{ arms: Arms; by: Calibration["by"] }> {
  const { project } = entry;
  const both = {
    treatment: await readArm(deps, project, entry.treatment),
    baseline: await readArm(deps, project, entry.baseline),
  };
  const arm = comparedSteps(both).at(-1)![request.arm]; // at least one step, or it threw
  needResults(arm, `the ${request.arm}`);
  if (request.rerun === undefined) {
    return { arms: { treatment: arm, baseline: arm }, by: request.split ?? "items" };
  }
  if (request.split !== undefined) {
    throw new Problem("invalid_body", "/split: needed a rerun or a split, found both");
  }
  for (const checkpoint of request.rerun) {
    if ((await getCheckpoint(deps.table, project, checkpoint)) === undefined) {
      throw new Problem("unknown_checkpoint", `no checkpoint ${checkpoint}: declare it, or push its results first`);
    }
    if (arm.some((member) => member.checkpoint === checkpoint)) {
      throw new Problem("same_arms", `needed another evaluation of the ${request.arm}, found ${checkpoint} itself`);
    }
  }
  const rerun = await readArm(deps, project, request.rerun);
  needResults(rerun, "the rerun");
  if (hashesOf(rerun) === hashesOf(arm)) {
    throw new Problem("same_arms", "needed another evaluation of the same checkpoint, found the very same scores");
  }
  return { arms: { treatment: rerun, baseline: arm }, by: "rerun" };
}

function needResults(arm: readonly Member[], what: string): void {
  if (arm.some(({ results }) => results.length > 0)) return;
  throw new Problem("no_results", `needed results of ${what}, found none`);
}

const hashesOf = (arm: readonly Member[]) =>
  arm
    .flatMap(({ results }) => results.map(({ resultHash }) => resultHash))
    .sort()
    .join();

/** The row of an arm's halves, or why it has none. */
async function halvedRow(
  computing: Computing,
  options: { pair: Pair; plan: Plan; by: "epochs" | "items"; seed: string },
): Promise<{ suiteDigest: string; statistics: RowStatistics } | string> {
  const { pair, plan, by, seed } = options;
  const digest = digestOf({ row: suiteDigest(pair, plan), by, seed: by === "items" ? seed : "" });
  const known = await computing.known<RowStatistics>(digest);
  if (known !== undefined) return { suiteDigest: digest, statistics: known };
  const input = halvedInput(await pairInput(computing, pair), by, seed);
  if (typeof input === "string") return input;
  const statistics = await computeStatistics(computing, { pair, input, plan });
  await computing.keep(digest, statistics);
  return { suiteDigest: digest, statistics };
}

function halvedInput({ key, metric, arms }: SuiteInput, by: "epochs" | "items", seed: string): SuiteInput | string {
  if ("judgements" in arms || arms.treatment.kind !== "items") return "needed scores of items, found none";
  const first: SeedScores[] = [];
  const second: SeedScores[] = [];
  for (const scores of arms.treatment.seeds) {
    const halves = by === "epochs" ? epochHalves(scores) : itemHalves(scores, seed);
    if (halves === null) return by === "epochs" ? "needed items of two epochs, found none" : "needed two items";
    first.push(halves[0]);
    second.push(halves[1]);
  }
  return {
    key: `${key}/halves/${by}`,
    metric,
    arms: { treatment: { kind: "items", seeds: first }, baseline: { kind: "items", seeds: second } },
  };
}

function figuresOf(
  rows: readonly ComputedRow[],
  plan: Plan,
): Omit<Calibration, "digest" | "experiment" | "arm" | "by" | "rerun" | "level" | "left"> {
  const boardRows = rows.map((row) => boardRow(row, rows, null));
  const { suites, interval, ...figures } = calibrate(boardRows, plan.level);
  const board = analyseBoard({ rows: boardRows, missing: [], plan: boardPlan(plan) });
  const floorOf = new Map(suites.map((floor) => [floor.key, floor]));
  return {
    ...figures,
    interval: interval === null ? null : [interval[0], interval[1]],
    falseVerdicts: board.rows.filter(({ verdict }) => verdict === "improved" || verdict === "regressed").length,
    suites: rows.flatMap(({ pair, statistics }) => {
      const floor = floorOf.get(streamKey(pair));
      if (floor === undefined) return [];
      const { difference, noiseFloor, isFalsePositive } = floor;
      const { suite, variant, condition } = pair;
      const { design, n } = statistics;
      return [
        { suite, variant, condition, design, n, difference, noiseFloor, p: statistics.difference.p, isFalsePositive },
      ];
    }),
  };
}
