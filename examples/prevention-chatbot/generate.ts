/** A chatbot offered to 155,217 adults or not: counts of each outcome, and nobody's own row. */
import { drawsOf } from "../draws.ts";
import { type Arm, arms, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

const adults = { treatment: 77_611, baseline: 77_606 } as const;
/** rates over the year */
const outcomes = {
  "screening-attended": { treatment: 0.2315, baseline: 0.225, direction: "higher" },
  "blood-pressure-measured": { treatment: 0.412, baseline: 0.4115, direction: "higher" },
  "urgent-admission": { treatment: 0.0181, baseline: 0.0183, direction: "lower" },
  "opted-out": { treatment: 0.0044, baseline: 0.0031, direction: "lower" },
} as const;

/** One file an arm: a line of counts for each outcome. */
export function files(): StudyFile[] {
  return arms.map((arm) =>
    ndjson(
      `${arm}.ndjson`,
      (Object.keys(outcomes) as (keyof typeof outcomes)[]).map((suite) => ({
        suite,
        metric: "rate",
        direction: outcomes[suite].direction,
        successes: eventsOf(suite, arm),
        n: adults[arm],
      })),
    ),
  );
}

function eventsOf(suite: keyof typeof outcomes, arm: Arm): number {
  const draws = drawsOf("prevention", `${suite} ${arm}`);
  let events = 0;
  for (let i = 0; i < adults[arm]; i++) if (draws.chance(outcomes[suite][arm])) events += 1;
  return events;
}

await writeIfRun(import.meta.url, files);
