/** HealthBench with its Hard and Consensus subsets, as simple-evals leaves them: rubrics, two repeats. */
import { type Draws, drawsOf } from "../draws.ts";
import { type Arm, arms, json, type StudyFile, writeIfRun } from "../study-files.ts";

const conversations = 120;
const hard = 40;
const consensus = 70;
const repeats = 2;
/** chance of meeting a criterion of average difficulty */
const skill = { treatment: 0.3, baseline: 0 } as const;
const axes = ["accuracy", "completeness", "communication_quality"];

interface Criterion {
  criterion: string;
  points: number;
  axis: string;
  difficulty: number;
}

interface Conversation {
  id: string;
  question: string;
  rubric: Criterion[];
}

/** The result files of both arms: three evals each. */
export function files(): StudyFile[] {
  const all = Array.from({ length: conversations }, (_, i) => conversation(i));
  const subsets = [
    ["healthbench", all],
    ["healthbench_hard", all.slice(0, hard)],
    ["healthbench_consensus", all.slice(-consensus).map(onlyConsensus)],
  ] as const;
  return arms.flatMap((arm) => subsets.map(([name, chosen]) => resultFile(name, chosen, arm)));
}

function conversation(i: number): Conversation {
  const draws = drawsOf("healthbench", `conversation ${i}`);
  const isHard = i < hard;
  const rubric = Array.from({ length: 4 + draws.below(4) }, (_, k) => ({
    criterion: `criterion ${k + 1} of conversation ${i + 1}`,
    points: k > 2 && draws.chance(0.4) ? -(1 + draws.below(8)) : 1 + draws.below(10),
    axis: axes[draws.below(axes.length)] as string,
    difficulty: draws.normal() + (isHard ? 0.8 : 0),
  }));
  const id = `c0ffee00-0000-4000-8000-${String(i).padStart(12, "0")}`;
  return { id, question: `health question ${i + 1}`, rubric };
}

/** Consensus keeps the few criteria on which physicians agreed: here the first two. */
function onlyConsensus({ rubric, ...rest }: Conversation): Conversation {
  return {
    ...rest,
    rubric: rubric.slice(0, 2).map((criterion) => ({ ...criterion, difficulty: criterion.difficulty - 0.8 })),
  };
}

function resultFile(name: string, chosen: readonly Conversation[], arm: Arm): StudyFile {
  const entries = Array.from({ length: repeats }, (_, repeat) =>
    chosen.map((each) => entry(each, drawsOf("healthbench", `${name} ${arm} ${each.id} ${repeat}`), arm)),
  ).flat();
  const mean = entries.reduce((sum, { score }) => sum + score, 0) / entries.length;
  return json(`${arm}/${name}_${arm}-8000_20261101_090000_allresults.json`, {
    score: Math.min(1, Math.max(0, mean)),
    metrics: { overall_score: mean, "overall_score:n_samples": entries.length },
    htmls: [],
    convos: [],
    metadata: { example_level_metadata: entries },
  });
}

function entry({ id, question, rubric }: Conversation, draws: Draws, arm: Arm) {
  const quality = skill[arm] + 0.5 * draws.normal();
  const items = rubric.map(({ criterion, points, axis, difficulty }) => {
    // a better answer meets what earns points and avoids what costs them
    const reached = quality - difficulty + draws.normal() > 0;
    return {
      criterion,
      points,
      tags: ["level:example", `axis:${axis}`],
      criteria_met: points > 0 ? reached : !reached && draws.chance(0.5),
      explanation: "",
    };
  });
  const positive = items.reduce((sum, { points }) => sum + Math.max(0, points), 0);
  const met = items.reduce((sum, { points, criteria_met }) => sum + (criteria_met ? points : 0), 0);
  return { score: met / positive, rubric_items: items, prompt: [{ role: "user", content: question }], prompt_id: id };
}

await writeIfRun(import.meta.url, files);
