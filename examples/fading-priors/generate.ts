/** A head start given by synthetic documents before training, followed over the steps of training. */
import { drawsOf, graded } from "../draws.ts";
import { type Arm, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

export const steps = [1000, 2000, 4000, 8000, 16000] as const;
const questions = 120;
/** how far the treatment is ahead at each step */
const lead = {
  "values-questions": [0.2, 0.17, 0.12, 0.06, 0.03],
  "honesty-questions": [0.16, 0.15, 0.14, 0.13, 0.12],
  "style-questions": [0.1, 0.05, 0.01, 0, 0],
} as const;

/** A file for each arm and step: `treatment-1000.ndjson` … `baseline-16000.ndjson`. */
export function files(): StudyFile[] {
  return steps.flatMap((_, k) => [fileOf("treatment", k), fileOf("baseline", k)]);
}

function fileOf(arm: Arm, k: number): StudyFile {
  const rows = (Object.keys(lead) as (keyof typeof lead)[]).flatMap((suite) => {
    const items = drawsOf("fading priors", suite);
    const own = drawsOf("fading priors", `${suite} ${arm} ${steps[k]}`);
    return Array.from({ length: questions }, (_, i) => {
      const ease = 0.15 * items.normal();
      const level = 0.45 + 0.03 * k + (arm === "treatment" ? (lead[suite][k] ?? 0) : 0);
      return { suite, direction: "higher", item: `question-${i}`, score: graded(level + ease + 0.15 * own.normal()) };
    });
  });
  return ndjson(`${arm}-${steps[k]}.ndjson`, rows);
}

await writeIfRun(import.meta.url, files);
