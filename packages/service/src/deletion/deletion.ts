/** Deleting, as it is asked for: what it would affect first, then, with the token of that answer, the deed. */
import type { Affected, Deletion } from "@evenmatch/contract/deletion";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem, type ProblemDetail } from "@evenmatch/contract/problem";
import {
  currentResults,
  deleteSuite,
  experimentsOfCheckpoint,
  getExperiment,
  listCheckpoints,
  listSuites,
  pageOfExperiments,
} from "@evenmatch/store";
import { digestOf } from "@evenmatch/store/canonical";
import { requireCheckpoint } from "../checkpoints.ts";
import type { Dependencies } from "../dependencies.ts";
import { requireExperiment } from "../experiments.ts";
import { plural } from "../render/plural.ts";
import { deleteCheckpoint, uploadsOf } from "./delete-checkpoint.ts";
import { deleteExperiment, digestsOf } from "./delete-experiment.ts";

/** What is to be deleted. */
export type Target =
  | { kind: "checkpoint"; checkpoint: string }
  | { kind: "experiment"; experiment: string }
  | { kind: "project" };

/**
 * Deletes what the target names, if `confirm` is the token of what it would affect now.
 *
 * @throws {Problem} not_found; confirmation_needed, with what would be affected and the token, where the token is missing
 *   or of another state of things
 */
export async function deleteTarget(
  deps: Dependencies,
  options: { project: string; target: Target; confirm: string | undefined },
): Promise<Deletion> {
  const { project, target, confirm } = options;
  const affected = await affectedBy(deps, project, target);
  const token = digestOf({ delete: target, project, affected }).slice(0, 32);
  if (confirm !== token) throw confirmationNeeded(target, { affected, token, confirm });
  const sequence = await carryOut(deps, { project, target, affected });
  return { deleted: wordsOf(target), sequence, affected };
}

const wordsOf = (target: Target): string =>
  target.kind === "checkpoint"
    ? `checkpoint ${target.checkpoint}`
    : target.kind === "experiment"
      ? `experiment ${target.experiment}`
      : "everything of the project but its keys and its audit log";

async function affectedBy(deps: Dependencies, project: string, target: Target): Promise<Affected> {
  if (target.kind === "checkpoint") {
    const { checkpoint } = target;
    await requireCheckpoint(deps, project, checkpoint);
    return affectedByCheckpoints(deps, project, [checkpoint]);
  }
  if (target.kind === "experiment") {
    const { experiment } = target;
    await requireExperiment(deps, project, experiment);
    const comparisons = await digestsOf(deps, project, { experiment });
    return { checkpoints: [], experiments: [experiment], suites: [], uploads: 0, results: 0, comparisons };
  }
  const checkpoints = await everyPage(async (after) => {
    const page = await listCheckpoints(deps.table, project, { after, limit: 200 });
    return { ids: page.items.map(({ checkpoint }) => checkpoint), next: page.next };
  });
  const found = await affectedByCheckpoints(deps, project, checkpoints);
  const experiments = await everyPage(async (after) => {
    const page = await pageOfExperiments(deps.table, project, { after, limit: 200 });
    return { ids: page.experiments, next: page.next };
  });
  const own = await Promise.all(experiments.map((experiment) => digestsOf(deps, project, { experiment })));
  return {
    ...found,
    experiments,
    suites: (await listSuites(deps.table, project)).map(({ suite }) => suite),
    comparisons: [...new Set([...found.comparisons, ...own.flat()])].sort(),
  };
}

async function affectedByCheckpoints(
  deps: Dependencies,
  project: string,
  checkpoints: readonly string[],
): Promise<Affected> {
  const experiments = new Set<string>();
  const comparisons = new Set<string>();
  let uploads = 0;
  let results = 0;
  for (const checkpoint of checkpoints) {
    for (const experiment of await experimentsOfCheckpoint(deps.table, project, checkpoint))
      experiments.add(experiment);
    for (const digest of await digestsOf(deps, project, { checkpoint })) comparisons.add(digest);
    uploads += (await uploadsOf(deps, project, checkpoint)).length;
    results += (await currentResults(deps.table, project, checkpoint)).length;
  }
  return {
    checkpoints: [...checkpoints],
    experiments: [...experiments].sort(),
    suites: [],
    uploads,
    results,
    comparisons: [...comparisons].sort(),
  };
}

async function everyPage(
  page: (after: string | undefined) => Promise<{ ids: string[]; next: string | undefined }>,
): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const { ids, next } = await page(after);
    found.push(...ids);
    after = next;
  } while (after !== undefined);
  return found;
}

/** The answer to a deletion without its token: what would go, one line each, and the token. */
function confirmationNeeded(
  target: Target,
  { affected, token, confirm }: { affected: Affected; token: string; confirm: string | undefined },
): Problem {
  const { checkpoints, experiments, suites, uploads, results, comparisons } = affected;
  const lines = (what: string, ids: readonly string[], text: string): ProblemDetail[] =>
    ids.map((id) => ({ place: `${what} ${id}`, code: "affected", text }));
  const counts = [
    `${plural(results, "result")} with scores`,
    plural(uploads, "upload"),
    `${plural(comparisons.length, "comparison")}, answered 410 by digest from then on`,
  ];
  const found = confirm === undefined ? "none" : "one of another state of things";
  return new Problem(
    "confirmation_needed",
    `deleting ${wordsOf(target)} takes ${counts.join(", ")}: needed its confirmation token, found ${found}`,
    [
      { place: "confirm", code: "confirmation_needed", text: token },
      ...lines("checkpoint", checkpoints, "goes, with its scores"),
      ...lines("experiment", experiments, target.kind === "checkpoint" ? "loses an arm's results" : "goes"),
      ...lines("suite", suites, "goes: the project's own reading of it"),
      ...lines("comparison", comparisons, "goes; its digest answers 410"),
    ],
  );
}

async function carryOut(
  deps: Dependencies,
  { project, target, affected }: { project: string; target: Target; affected: Affected },
): Promise<number | null> {
  if (target.kind === "checkpoint") return deleteCheckpoint(deps, { project, checkpoint: target.checkpoint });
  const experiments = target.kind === "experiment" ? [target.experiment] : affected.experiments;
  for (const experiment of experiments) {
    const entry = await getExperiment<Plan>(deps.table, project, experiment);
    const checkpoints = entry === undefined ? [] : [...entry.treatment, ...entry.baseline];
    await deleteExperiment(deps, { project, experiment, checkpoints });
  }
  if (target.kind === "experiment") return null;
  for (const checkpoint of affected.checkpoints) await deleteCheckpoint(deps, { project, checkpoint });
  for (const suite of affected.suites) await deleteSuite(deps.table, project, suite);
  return null;
}
