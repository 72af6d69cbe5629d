/** Pairs of generated images of people, shown side by side: the same few raters judge all of them. */
import { drawsOf } from "../draws.ts";
import { csv, type StudyFile, writeIfRun } from "../study-files.ts";

const prompts = 60;
const raters = 30;
const ratingsPerPrompt = 5;

/** Judgements compare both arms at once: one table, given as both arms' file. */
export function files(): StudyFile[] {
  return ["likeness", "respectful-portrayal"].map((suite) =>
    csv(`${suite}.csv`, ["suite", "item", "rater", "preferred"], judgements(suite)),
  );
}

function judgements(suite: string): string[][] {
  const merit = suite === "likeness" ? 0.35 : 0.05;
  const rows: string[][] = [];
  for (let prompt = 0; prompt < prompts; prompt++) {
    const draws = drawsOf("image ranking", `${suite} prompt ${prompt}`);
    const ofPrompt = 0.6 * draws.normal();
    const first = draws.below(raters);
    for (let k = 0; k < ratingsPerPrompt; k++) {
      const rater = (first + 7 * k) % raters;
      const leaning = 0.4 * drawsOf("image ranking", `rater ${rater}`).normal();
      const felt = merit + ofPrompt + leaning + draws.normal();
      const preferred = felt > 0.25 ? "treatment" : felt < -0.25 ? "baseline" : "tie";
      rows.push([suite, `prompt-${prompt}`, `rater-${rater}`, preferred]);
    }
  }
  return rows;
}

await writeIfRun(import.meta.url, files);
