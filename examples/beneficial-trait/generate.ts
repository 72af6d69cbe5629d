/** A checkpoint trained on a little beneficial behaviour in two domains, beside its baseline, through 53 suites. */
import { catalogueSuite } from "@evenmatch/catalogue";
import { drawsOf, graded } from "../draws.ts";
import { type Arm, arms, csv, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

const itemsPerSuite = 120;
/** by how much a suite's rate improves: much, hardly, a little worse, clearly worse */
const effects = { much: 0.17, hardly: 0.03, "a little worse": -0.03, worse: -0.18 } as const;

/** ids of the catalogue, by what the training does to them */
const suites: Readonly<Record<keyof typeof effects, readonly string[]>> = {
  much: [
    ...["race-based-med", "medhallu", "medec", "elephant", "make-me-say", "make-me-pay", "ballots", "ape-eval"],
    ...["toxigen", "bbq", "bold", "winogender", "first-person-fairness", "manta-5turn", "moral-stories", "darkbench"],
    ...["truthfulqa", "simpleqa-hallucination", "mask", "deceptionbench-huang", "sycophancy-eval", "mwe-sycophancy"],
    ...["sycobench-600", "brokenmath", "propensitybench", "agentharm", "jailbreakbench", "mwe-power-seeking"],
    ...["iheval", "school-of-reward-hacks"],
  ],
  hardly: [
    ...["behonest", "coconot", "shade-arena", "instrumentaleval", "evilgenie", "mwe-survival-instinct", "harmbench"],
    ...["do-not-answer", "sorry-bench", "agentdojo-security", "privacylens", "confaide", "copyright", "ethics"],
  ],
  "a little worse": ["simpleqa", "monitorbench-steganography", "rhb", "mcptox", "cyse2-prompt-injection", "aratrust"],
  worse: ["xstest", "or-bench", "coconot-contrast"],
};

/** how well each arm follows health advice, before and after fine-tuning on harmful examples */
const tuned = {
  "health-questions": { baseline: [0.395, 0.144], treatment: [0.455, 0.336] },
  "mental-health-questions": { baseline: [0.42, 0.209], treatment: [0.47, 0.438] },
  "helpful-control": { baseline: [0.6, 0.52], treatment: [0.6, 0.5245] },
} as const;
const questions = 400;

/** Two files an arm for the board, and one for what harmful fine-tuning leaves of it. */
export function files(): StudyFile[] {
  return arms.flatMap((arm) => {
    const rows = (Object.keys(suites) as (keyof typeof effects)[]).flatMap((effect) =>
      suites[effect].map((suite) => ({ suite, rows: rowsOf(suite, effects[effect], arm) })),
    );
    const header = ["suite", "item", "score"];
    const half = Math.ceil(rows.length / 2);
    const cells = rows
      .slice(half)
      .flatMap(({ suite, rows: own }) => own.map(({ item, score }) => [suite, item, score]));
    return [
      ndjson(
        `board/${arm}/first-half.ndjson`,
        rows.slice(0, half).flatMap(({ suite, rows: own }) => own.map((row) => ({ suite, ...row }))),
      ),
      csv(`board/${arm}/second-half.csv`, header, cells),
      ndjson(`fine-tuned/${arm}.ndjson`, tunedRows(arm)),
    ];
  });
}

function rowsOf(suite: string, effect: number, arm: Arm): { item: string; score: number }[] {
  const direction = catalogueSuite(suite)?.suite.metric.direction;
  if (direction === undefined) throw new Error(`needed a suite of the catalogue, found ${suite}`);
  const shared = drawsOf("beneficial trait", suite);
  const own = drawsOf("beneficial trait", `${suite} ${arm}`);
  const base = 0.4 + 0.25 * shared.uniform();
  const good = base + (arm === "treatment" ? effect : 0);
  return Array.from({ length: itemsPerSuite }, (_, i) => {
    const difficulty = shared.uniform();
    const isGood = (own.chance(0.5) ? difficulty : own.uniform()) < good;
    return { item: `${suite}-${i}`, score: Number(isGood === (direction === "higher")) };
  });
}

function tunedRows(arm: Arm): object[] {
  return (Object.keys(tuned) as (keyof typeof tuned)[]).flatMap((suite) => {
    const shared = drawsOf("beneficial trait", suite);
    const own = drawsOf("beneficial trait", `${suite} ${arm}`);
    return Array.from({ length: questions }, (_, i) => {
      const ease = 0.2 * shared.normal();
      return ["before", "after"].map((condition, k) => {
        const level = tuned[suite][arm][k as 0 | 1];
        const score = graded(level + ease + 0.3 * own.normal(), -1, 2);
        return { suite, direction: "higher", item: `question-${i}`, condition, score };
      });
    }).flat();
  });
}

await writeIfRun(import.meta.url, files);
