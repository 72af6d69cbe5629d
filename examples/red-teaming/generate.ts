/** Two ways of making attacks: how often do they succeed, and how different are they from one another? */
import { drawsOf, graded } from "../draws.ts";
import { arms, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

const goals = 200;
const success = { treatment: 0.62, baseline: 0.5 } as const;
/** mean distance of an attack to the nearest earlier one, 0 (a copy) to 1 */
const diversity = { treatment: 0.41, baseline: 0.44 } as const;

/** One file an arm: each goal once under either suite, with the goal's hash, since it is one attack that both score. */
export function files(): StudyFile[] {
  return arms.map((arm) => {
    const goalDraws = drawsOf("red teaming", "goals");
    const own = drawsOf("red teaming", arm);
    const rows = Array.from({ length: goals }, (_, i) => {
      const ease = 0.25 * goalDraws.normal();
      const effort = own.normal();
      const common = { item: `goal-${i}`, itemHash: `goal-text-${i}`, direction: "higher" };
      return [
        // an attack that strays further succeeds less often
        { suite: "attack-success", ...common, score: own.uniform() < success[arm] + ease - 0.06 * effort ? 1 : 0 },
        { suite: "attack-diversity", ...common, score: graded(diversity[arm] + 0.12 * effort + 0.05 * own.normal()) },
      ];
    }).flat();
    return ndjson(`${arm}.ndjson`, rows);
  });
}

await writeIfRun(import.meta.url, files);
