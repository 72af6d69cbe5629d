import { contentHash } from "../content-hash.ts";
import { found, listOf, numberOf, textOf } from "../fields.ts";
import { member } from "../json.ts";
import type { Json, Problem, ScoreRow } from "../reader.ts";

interface RubricItem {
  points: number;
  met: boolean;
  tags: readonly string[];
}

/**
 * One conversation of HealthBench: its score, and the score of every tag of its rubric.
 *
 * A tag's score is the points met over the positive points among the tag's criteria; a tag without positive points has
 * none. A score that isn't what the rubric gives is a problem: one of them is wrong.
 */
export function rubricRow(of: {
  entry: Json;
  place: string;
  /** prompt_id → the tags of the example, from the dataset */
  themes: ReadonlyMap<string, readonly string[]>;
}): ScoreRow | { problem: Problem } {
  const { entry, place } = of;
  const bad = (code: string, text: string) => ({ problem: { place, code, text } });
  const item = textOf(member(entry, "prompt_id"));
  if (item === undefined) return bad("bad_row", `needed a text prompt_id, found ${found(member(entry, "prompt_id"))}`);
  const score = numberOf(member(entry, "score"));
  if (score === undefined) return bad("bad_row", `needed a number as score, found ${found(member(entry, "score"))}`);
  const rubric = readRubric(member(entry, "rubric_items"));
  if (typeof rubric === "string") return bad("bad_row", rubric);
  const recomputed = scoreOf(rubric);
  if (recomputed === undefined || Math.abs(recomputed - score) > 1e-9 * Math.max(1, Math.abs(score))) {
    return bad("score_mismatch", `needed the score that the rubric gives (${recomputed}), found ${score}`);
  }
  const subscores = new Map<string, number>();
  for (const tag of of.themes.get(item) ?? []) subscores.set(tag, score);
  for (const tag of new Set(rubric.flatMap(({ tags }) => tags))) {
    const value = scoreOf(rubric.filter(({ tags }) => tags.includes(tag)));
    if (value !== undefined) subscores.set(tag, value);
  }
  const row: ScoreRow = {
    item,
    epoch: 1,
    scores: { score },
    status: "ok",
    condition: "",
    seed: null,
    subscores: Object.fromEntries(subscores),
    place,
  };
  const prompt = listOf(member(entry, "prompt"));
  // the sampler puts its own instructions first: they belong to the run, not to the item
  if (prompt !== undefined) row.itemHash = contentHash(prompt.filter((message) => !isInstruction(message)));
  return row;
}

function isInstruction(message: Json): boolean {
  const role = member(message, "role");
  return role === "system" || role === "developer";
}

function readRubric(value: Json | undefined): RubricItem[] | string {
  const list = listOf(value);
  if (list === undefined) return `needed a list of rubric_items, found ${found(value)}`;
  const rubric: RubricItem[] = [];
  for (const element of list) {
    const points = numberOf(member(element, "points"));
    const met = member(element, "criteria_met");
    const tags = listOf(member(element, "tags"));
    if (points === undefined) return `needed a number of points, found ${found(member(element, "points"))}`;
    if (typeof met !== "boolean") return `needed true or false as criteria_met, found ${found(met)}`;
    if (tags === undefined || !tags.every((tag) => typeof tag === "string")) return "needed a list of tags, found none";
    rubric.push({ points, met, tags: tags as readonly string[] });
  }
  return rubric;
}

function scoreOf(rubric: readonly RubricItem[]): number | undefined {
  let possible = 0;
  let achieved = 0;
  for (const { points, met } of rubric) {
    if (points > 0) possible += points;
    if (met) achieved += points;
  }
  return possible === 0 ? undefined : achieved / possible;
}
