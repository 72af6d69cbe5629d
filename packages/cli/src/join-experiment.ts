import { type Client, ServiceError } from "@evenmatch/client";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import { defaultPlan, type Plan } from "@evenmatch/contract/plan";

interface Joining {
  experiment: string;
  treatment: readonly string[];
  baseline: readonly string[];
  /** undefined: the experiment's own; of a new one, the default plan */
  plan?: Plan | undefined;
}

/**
 * Adds checkpoints to the arms of an experiment, behind those that it has; makes it where there is none and both arms
 * have a checkpoint.
 *
 * Answers undefined where it is still to be made and an arm is empty.
 */
export async function joinExperiment(client: Client, joining: Joining): Promise<ExperimentAnswer | undefined> {
  const path = `/v1/experiments/${encodeURIComponent(joining.experiment)}`;
  const before = await known(client, path);
  const joined = (own: readonly string[] | undefined, more: readonly string[]) => [
    ...new Set([...(own ?? []), ...more]),
  ];
  const treatment = joined(before?.treatment, joining.treatment);
  const baseline = joined(before?.baseline, joining.baseline);
  if (treatment.length === 0 || baseline.length === 0) return undefined;
  const name = before?.name === undefined ? {} : { name: before.name };
  const plan = joining.plan ?? before?.plan ?? defaultPlan;
  return client.put<ExperimentAnswer>(path, { ...name, treatment, baseline, plan });
}

async function known(client: Client, path: string): Promise<ExperimentAnswer | undefined> {
  try {
    return await client.get<ExperimentAnswer>(path);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
