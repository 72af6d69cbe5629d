/** The compare job: brings an experiment's HEAD up to its results version. */
import { gzipSync } from "node:zlib";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import type { ComparisonRecord } from "@evenmatch/contract/record";
import {
  deletedSequence,
  type ExperimentItem,
  getExperiment,
  getHead,
  linkComparison,
  putBody,
  putComparison,
  setHead,
} from "@evenmatch/store";
import { canonicalJson, digestOf } from "@evenmatch/store/canonical";
import { bodyNames } from "../comparison-body.ts";
import { finishCheckpointDeletion } from "../deletion/delete-checkpoint.ts";
import { finishExperimentDeletion } from "../deletion/delete-experiment.ts";
import { type Dependencies, isoTime } from "../dependencies.ts";
import { lookCounts } from "../looks.ts";
import type { Arms, Member } from "./arms.ts";
import { computeComparison, type RowProgress } from "./compute-comparison.ts";
import type { Readings } from "./pairing.ts";
import { readArm, readSuites } from "./read-arms.ts";
import { recordedArms, rememberedReadings, sortedDigests } from "./recorded.ts";
import { countedRows, storedRows } from "./stored-rows.ts";

type Experiment = ExperimentItem<Plan>;

/**
 * Computes what is not known yet, and sets HEAD.
 *
 * `rv` is read before and after the results: if it moved in between, the results may be of two moments, and the whole
 * is read again. Answers false where the experiment is gone.
 */
export async function compareExperiment(
  deps: Dependencies,
  options: { project: string; experiment: string; onRow?: RowProgress },
): Promise<boolean> {
  const { project, experiment } = options;
  for (;;) {
    const entry = await getExperiment<Plan>(deps.table, project, experiment);
    if (entry === undefined) {
      await finishExperimentDeletion(deps, { project, experiment });
      return false;
    }
    const head = await getHead(deps.table, project, experiment);
    if (head !== undefined && head.basedOn >= entry.rv) {
      await setHead(deps.table, project, experiment, head);
      return true;
    }
    const readings = await readSuites(deps, project);
    const arms = {
      treatment: await readArm(deps, project, entry.treatment),
      baseline: await readArm(deps, project, entry.baseline),
    };
    const after = await getExperiment<Plan>(deps.table, project, experiment);
    if (after === undefined) return false;
    if (after.rv !== entry.rv) continue;
    const outcome = await comparedOrFailed(deps, { entry, arms, readings, onRow: options.onRow });
    // what was deleted while this was computed is taken away again, and what is left is compared
    if (await wasDeleted(deps, entry, arms)) continue;
    const { planVersion, treatment } = entry;
    await setHead(deps.table, project, experiment, { basedOn: entry.rv, ...outcome, planVersion, treatment });
    return true;
  }
}

/** Everything that one comparison is computed from. */
interface Work {
  entry: Experiment;
  arms: Arms;
  readings: Readings;
  onRow: RowProgress | undefined;
}

/** The place in a checkpoint's order that its results are of. */
const sequenceOf = ({ results }: Member) => results.reduce((highest, { sequence }) => Math.max(highest, sequence), 0);

/** Was the experiment, or a checkpoint whose results were compared, deleted meanwhile? Then what was written goes. */
async function wasDeleted(deps: Dependencies, { project, experiment }: Experiment, arms: Arms): Promise<boolean> {
  let found = await finishExperimentDeletion(deps, { project, experiment });
  for (const member of [...arms.treatment, ...arms.baseline]) {
    const { checkpoint } = member;
    const deleted = await deletedSequence(deps.table, project, checkpoint);
    if (deleted === 0 || sequenceOf(member) > deleted || member.results.length === 0) continue;
    await finishCheckpointDeletion(deps, { project, checkpoint });
    found = true;
  }
  return found;
}

async function comparedOrFailed(
  deps: Dependencies,
  work: Work,
): Promise<{ digest: string | null; body: string | null; failure: { code: string; detail: string } | null }> {
  try {
    return { ...(await compare(deps, work)), failure: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { digest: null, body: null, failure: { code: error.code, detail: error.message } };
  }
}

async function compare(deps: Dependencies, work: Work): Promise<{ digest: string; body: string }> {
  const { entry, arms, onRow } = work;
  const { project, experiment, plan } = entry;
  const { readings, suites: read } = rememberedReadings(work.readings);
  const { computing, asked } = countedRows(storedRows(deps, project));
  const compared = await computeComparison(computing, { arms, plan, readings, experiment, onRow });
  const { digest, specVersion } = compared.comparison;
  const comparison: Comparison = { ...compared.comparison, experiment, ...(await lookCounts(deps, entry, digest)) };
  const { suites, splits, ...beside } = comparison;
  const body = bodyNames(digestOf(beside));
  const { persistence } = compared;
  if (persistence !== null) await writeBody(deps, { project, digest, body: body.persistence, value: persistence });
  const used = [...arms.treatment, ...arms.baseline].filter(({ results }) => results.length > 0);
  const links = {
    checkpoints: used.map((member) => ({ checkpoint: member.checkpoint, sequence: sequenceOf(member) })),
    experiment: { experiment, rv: entry.rv },
  };
  await linkComparison(deps.table, { project, digest, body: body.json, links });
  const comparedAt = isoTime(deps.now());
  const record: ComparisonRecord = {
    format: "evenmatch-record",
    version: 1,
    digest,
    specVersion,
    experiment,
    planVersion: entry.planVersion,
    resultsVersion: entry.rv,
    comparedAt,
    plan,
    arms: recordedArms(arms),
    suites: read,
    rows: sortedDigests(asked),
  };
  await writeBody(deps, { project, digest, body: body.record, value: record });
  await writeBody(deps, { project, digest, body: body.json, value: comparison });
  await putComparison(deps.table, project, {
    digest,
    specVersion,
    createdAt: comparedAt,
    experiment: entry.experiment,
    body: body.json,
  });
  return { digest, body: body.json };
}

async function writeBody(
  deps: Dependencies,
  { value, ...place }: { project: string; digest: string; body: string; value: unknown },
): Promise<void> {
  await putBody(deps.table, { ...place, bytes: gzipSync(canonicalJson(value), { level: 9 }) });
}
