/** Experiments: two arms and a plan, written once and answered with where their comparison stands. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Experiment, ExperimentAnswer } from "@evenmatch/contract/experiment";
import { limits } from "@evenmatch/contract/limits";
import type { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import {
  currentResults,
  type ExperimentItem,
  getCheckpoint,
  getExperiment,
  getHead,
  type Head,
  putExperiment,
  requireRoom,
  unlinkCheckpoints,
} from "@evenmatch/store";
import { canonicalJson } from "@evenmatch/store/canonical";
import { type Dependencies, isoTime } from "./dependencies.ts";

/** Refuses arms that can't be compared. */
export function checkArms({ treatment, baseline }: Pick<Experiment, "treatment" | "baseline">): void {
  const both = treatment.find((checkpoint) => baseline.includes(checkpoint));
  if (both !== undefined) {
    throw new Problem("same_arms", `needed different checkpoints in the two arms, found ${both} in both`);
  }
  for (const arm of [treatment, baseline]) {
    const twice = arm.find((checkpoint, index) => arm.indexOf(checkpoint) !== index);
    if (twice !== undefined)
      throw new Problem("same_arms", `needed each checkpoint once, found ${twice} twice in an arm`);
  }
}

/** What was declared of an experiment, without how its comparison stands. */
export function declaredExperiment(
  entry: Pick<ExperimentItem<Plan>, "treatment" | "baseline" | "plan" | "planVersion"> & {
    name?: string | null | undefined;
  },
): object {
  const { name = null, treatment, baseline, plan, planVersion } = entry;
  return { name, treatment, baseline, plan, planVersion };
}

/**
 * Writes an experiment; the same content again changes nothing, another plan is a new plan version. `expect` may refuse
 * what is declared before.
 */
export async function writeExperiment(
  deps: Dependencies,
  options: { project: string; experiment: string; body: Experiment; expect?: (before: object | undefined) => void },
): Promise<{ created: boolean; answer: ExperimentAnswer }> {
  const { project, experiment, body } = options;
  checkArms(body);
  requireRoom(body, limits.declaredBytes);
  let anyResult = false;
  for (const checkpoint of [...body.treatment, ...body.baseline]) {
    if ((await getCheckpoint<Checkpoint>(deps.table, project, checkpoint)) === undefined) {
      throw new Problem("unknown_checkpoint", `no checkpoint ${checkpoint}: declare it, or push its results first`);
    }
    anyResult ||= (await currentResults(deps.table, project, checkpoint)).length > 0;
  }
  for (;;) {
    const before = await getExperiment<Plan>(deps.table, project, experiment);
    options.expect?.(before && declaredExperiment(before));
    const samePlan = before !== undefined && canonicalJson(before.plan) === canonicalJson(body.plan);
    const entry: Omit<ExperimentItem<Plan>, "rv"> = {
      project,
      experiment,
      name: body.name ?? null,
      treatment: body.treatment,
      baseline: body.baseline,
      plan: body.plan,
      planVersion: before === undefined ? 1 : samePlan ? before.planVersion : before.planVersion + 1,
      planFixed: samePlan ? before.planFixed : anyResult ? "after" : "before",
      updatedAt: isoTime(deps.now()),
    };
    if (before !== undefined && samePlan && sameArms(before, body) && before.name === entry.name) {
      const answer = await describeExperiment(deps, before);
      // an earlier try may have ended between writing it and this
      if (answer.status === "computing") await deps.jobs.send({ kind: "compare", project, experiment });
      return { created: false, answer };
    }
    if (!(await putExperiment(deps.table, entry, before?.rv ?? 0))) continue;
    const kept = new Set([...body.treatment, ...body.baseline]);
    const left = before === undefined ? [] : [...before.treatment, ...before.baseline].filter((old) => !kept.has(old));
    await unlinkCheckpoints(deps.table, project, experiment, left);
    await deps.jobs.send({ kind: "compare", project, experiment });
    return {
      created: before === undefined,
      answer: await describeExperiment(deps, await requireExperiment(deps, project, experiment)),
    };
  }
}

function sameArms(before: ExperimentItem<Plan>, body: Experiment): boolean {
  return (
    before.treatment.join("\n") === body.treatment.join("\n") && before.baseline.join("\n") === body.baseline.join("\n")
  );
}

export async function requireExperiment(deps: Dependencies, project: string, experiment: string) {
  const entry = await getExperiment<Plan>(deps.table, project, experiment);
  if (entry === undefined) throw new Problem("not_found", `no experiment ${experiment}`);
  return entry;
}

/** Where the comparison stands, from the results version and HEAD alone. */
export function statusOf(rv: number, head: Head | undefined): ExperimentAnswer["status"] {
  if (head === undefined || head.basedOn < rv) return "computing";
  if (head.failure === null) return "current";
  return head.failure.code === "no_results" ? "waiting" : "failed";
}

export async function describeExperiment(deps: Dependencies, entry: ExperimentItem<Plan>): Promise<ExperimentAnswer> {
  const head = await getHead(deps.table, entry.project, entry.experiment);
  return {
    experiment: entry.experiment,
    ...(entry.name === null ? {} : { name: entry.name }),
    treatment: [...entry.treatment],
    baseline: [...entry.baseline],
    plan: entry.plan,
    planVersion: entry.planVersion,
    planFixed: entry.planFixed,
    status: statusOf(entry.rv, head),
    failure: head?.failure == null ? null : head.failure.detail,
    digest: head?.digest ?? null,
    resultsVersion: entry.rv,
    basedOn: head?.basedOn ?? 0,
    updatedAt: entry.updatedAt,
  };
}
