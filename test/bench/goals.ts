/** What was to be reached, and what was: the page says by how much a goal is missed, and what bounds it. */
export interface Goal {
  what: string;
  /** the ratio or amount that was to be reached */
  goal: number;
  /** whether more is better */
  least: boolean;
  found: number;
  unit: "×" | " MB" | " KB" | " %" | "";
  /** what stands in the way where the goal is missed */
  bound: string;
}

export type NoteGoal = (goal: Goal) => void;

const shown = (value: number, unit: Goal["unit"]) =>
  `${value >= 10 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2)}${unit}`;

function line({ what, goal, least, found, unit, bound }: Goal): string {
  const met = least ? found >= goal : found <= goal;
  const short = least ? 1 - found / goal : found / goal - 1;
  const verdict = met ? "reached" : `missed by ${(100 * short).toFixed(0)} %: ${bound}`;
  return `| ${what} | ${least ? "≥" : "≤"} ${shown(goal, unit)} | ${shown(found, unit)} | ${verdict} |`;
}

/** The section of the page. */
export function goalsSection(goals: readonly Goal[]): string {
  return `| what | goal | found | |
|---|---|---|---|
${goals.map(line).join("\n")}`;
}
