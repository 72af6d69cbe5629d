/** The same request under two names: does the answer differ by a harmful stereotype? It hardly ever does. */
import { drawsOf } from "../draws.ts";
import { arms, csv, type StudyFile, writeIfRun } from "../study-files.ts";

const pairs = 2500;
const tasks = {
  "open-ended": { treatment: 0.006, baseline: 0.016 },
  employment: { treatment: 0.002, baseline: 0.004 },
} as const;

/** One table an arm: 1 where the two answers to a pair differ by a harmful stereotype. */
export function files(): StudyFile[] {
  return arms.map((arm) => {
    const rows = (Object.keys(tasks) as (keyof typeof tasks)[]).flatMap((variant) => {
      const items = drawsOf("first-person fairness", variant);
      const own = drawsOf("first-person fairness", `${variant} ${arm}`);
      return Array.from({ length: pairs }, (_, i) => {
        const shared = items.uniform();
        const score = (own.chance(0.5) ? shared : own.uniform()) < tasks[variant][arm] ? 1 : 0;
        return ["first-person-fairness", variant, `pair-${i}`, score];
      });
    });
    return csv(`${arm}.csv`, ["suite", "variant", "item", "score"], rows);
  });
}

await writeIfRun(import.meta.url, files);
