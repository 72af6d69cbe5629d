/** Which checkpoints of a trajectory stand against each other: a pure decision. */
import { Problem } from "@evenmatch/contract/problem";

/** A checkpoint as far as this decision goes. */
export interface Stepped {
  checkpoint: string;
  /** undefined: undeclared */
  step: number | undefined;
}

/** The checkpoints that are compared at one step. */
export interface StepArms<Checkpoint extends Stepped> {
  /** null where the arms are no trajectory */
  step: number | null;
  treatment: readonly Checkpoint[];
  baseline: readonly Checkpoint[];
}

/**
 * At which steps can the arms be compared, and with which checkpoints?
 *
 * Checkpoints of one step are training seeds. Where no arm has several steps there is one comparison, of everything.
 * Else there is one for each step that both arms have, ascending; the plain comparison is the last of them. An arm of
 * one step (or that declares none: a human, a model before training) stands against every step of the other, unless the
 * two share a step.
 *
 * @throws {Problem} no_common_step, also where an arm of several steps has a checkpoint that declares none
 */
export function comparedSteps<Checkpoint extends Stepped>(arms: {
  treatment: readonly Checkpoint[];
  baseline: readonly Checkpoint[];
}): StepArms<Checkpoint>[] {
  const { treatment, baseline } = arms;
  const steps = { treatment: distinctSteps(treatment), baseline: distinctSteps(baseline) };
  if (steps.treatment.length <= 1 && steps.baseline.length <= 1) return [{ step: null, treatment, baseline }];
  for (const arm of ["treatment", "baseline"] as const) {
    const without = arms[arm].find(({ step }) => step === undefined);
    if (steps[arm].length > 1 && without !== undefined) {
      throw new Problem(
        "no_common_step",
        `needed a step of every checkpoint of the ${arm}, which has several, found none of ${without.checkpoint}`,
      );
    }
  }
  const at = (checkpoints: readonly Checkpoint[], step: number) =>
    checkpoints.filter((checkpoint) => checkpoint.step === step);
  const common = steps.treatment.filter((step) => steps.baseline.includes(step));
  if (common.length > 0) {
    return common.map((step) => ({ step, treatment: at(treatment, step), baseline: at(baseline, step) }));
  }
  if (steps.baseline.length <= 1) {
    return steps.treatment.map((step) => ({ step, treatment: at(treatment, step), baseline }));
  }
  if (steps.treatment.length <= 1) {
    return steps.baseline.map((step) => ({ step, treatment, baseline: at(baseline, step) }));
  }
  throw new Problem(
    "no_common_step",
    `needed a step that both arms have, found ${steps.treatment.join(", ")} and ${steps.baseline.join(", ")}`,
  );
}

function distinctSteps(checkpoints: readonly Stepped[]): number[] {
  return [...new Set(checkpoints.flatMap(({ step }) => step ?? []))].sort((left, right) => left - right);
}
