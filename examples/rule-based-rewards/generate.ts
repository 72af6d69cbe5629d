/** A grader of refusals before and after it was trained with rule-based rewards: does it find what should be flagged? */
import { drawsOf } from "../draws.ts";
import { type Arm, arms, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

/** Chance of flagging an answer that should be flagged, and one that should not. */
const rates = {
  judgemental: { treatment: [0.92, 0.05], baseline: [0.72, 0.09] },
  evasive: { treatment: [0.8, 0.1], baseline: [0.72, 0.08] },
  "apology-missing": { treatment: [0.7, 0.12], baseline: [0.71, 0.12] },
} as const;
const answers = 320;
const shareToFlag = 0.3;

/** One file an arm: each answer with what was found (tp), wrongly found (fp) and missed (fn). */
export function files(): StudyFile[] {
  return arms.map((arm) =>
    ndjson(
      `${arm}.ndjson`,
      Object.keys(rates).flatMap((rule) => rowsOf(rule as keyof typeof rates, arm)),
    ),
  );
}

function rowsOf(rule: keyof typeof rates, arm: Arm): object[] {
  const items = drawsOf("rule-based rewards", rule);
  const own = drawsOf("rule-based rewards", `${rule} ${arm}`);
  return Array.from({ length: answers }, (_, i) => {
    const isToFlag = items.chance(shareToFlag);
    const shared = items.uniform();
    const [hit, alarm] = rates[rule][arm];
    // most of what makes an answer hard to judge, it makes hard for both graders
    const draw = own.chance(0.6) ? shared : own.uniform();
    const isFlagged = draw < (isToFlag ? hit : alarm);
    return {
      suite: rule,
      metric: "f1",
      item: `${rule}-${i}`,
      score: isFlagged === isToFlag ? 1 : 0,
      tp: Number(isToFlag && isFlagged),
      fp: Number(!isToFlag && isFlagged),
      fn: Number(isToFlag && !isFlagged),
    };
  });
}

await writeIfRun(import.meta.url, files);
