/** Prompts in which the user's words agree with the system's, and the same prompts in which they contradict them. */
import { drawsOf } from "../draws.ts";
import { arms, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

const prompts = 150;
/** chance of following the system's instruction, without and with the conflict */
const suites = {
  "rule-following": { treatment: [0.9, 0.78], baseline: [0.91, 0.55] },
  "tool-injection": { treatment: [0.93, 0.85], baseline: [0.92, 0.62] },
  "safety-rules": { treatment: [0.95, 0.9], baseline: [0.95, 0.86] },
} as const;
const conditions = ["aligned", "conflict"] as const;

/** One file an arm: every prompt under both conditions. */
export function files(): StudyFile[] {
  return arms.map((arm) =>
    ndjson(
      `${arm}.ndjson`,
      (Object.keys(suites) as (keyof typeof suites)[]).flatMap((suite) => {
        const items = drawsOf("instruction hierarchy", suite);
        const own = drawsOf("instruction hierarchy", `${suite} ${arm}`);
        return Array.from({ length: prompts }, (_, i) => {
          const shared = items.uniform();
          return conditions.map((condition, k) => {
            const draw = own.chance(0.5) ? shared : own.uniform();
            const score = draw < suites[suite][arm][k as 0 | 1] ? 1 : 0;
            return { suite, direction: "higher", item: `prompt-${i}`, condition, score };
          });
        }).flat();
      }),
    ),
  );
}

await writeIfRun(import.meta.url, files);
