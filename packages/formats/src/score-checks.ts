import { maxIdLength } from "./limits.ts";
import type { ScoreRow } from "./reader.ts";
import { type Status, statuses } from "./score-table.ts";

/** Why a row can't be taken. */
export interface Rejection {
  code: string;
  text: string;
}

/** leaves room to renumber epochs run after run, and for a sort key of 53 bits beside a cell's position */
export const maxEpoch = 1_000_000;

const hasSurrogate = /[\ud800-\udfff]/;

export function wrongId(id: string): Rejection | undefined {
  if (id === "") return { code: "invalid_item", text: "needed an item id, found an empty text" };
  if (id.length > maxIdLength) {
    return { code: "invalid_item", text: `needed an item id of at most ${maxIdLength} characters, found ${id.length}` };
  }
  if (hasSurrogate.test(id) && /\p{Surrogate}/u.test(id)) {
    return { code: "invalid_item", text: "needed an item id in Unicode, found half a character" };
  }
  return undefined;
}

export function wrongEpoch(epoch: number): Rejection | undefined {
  if (Number.isInteger(epoch) && epoch >= 0 && epoch <= maxEpoch) return undefined;
  return { code: "invalid_epoch", text: `needed a whole epoch from 0 to ${maxEpoch}, found ${epoch}` };
}

export function wrongScores(row: ScoreRow, status: number): Rejection | undefined {
  let first: string | undefined;
  let scored = false;
  for (const [name, score] of Object.entries(row.scores)) {
    first ??= name;
    if (score === null) continue;
    scored = true;
    if (!Number.isFinite(score)) return wrongScore(name, score, status);
  }
  return first !== undefined && !scored && status === 0 ? missingStatus(first) : undefined;
}

export function wrongScore(metric: string, score: number, status: number): Rejection | undefined {
  if (Number.isFinite(score)) return undefined;
  if (Number.isNaN(score)) return status === 0 ? missingStatus(metric) : undefined;
  return { code: "invalid_score", text: `needed a finite score of ${metric}, found ${score}` };
}

function missingStatus(metric: string): Rejection {
  const others: readonly Status[] = statuses.slice(1);
  const text = `needed a status (${others.join(", ")}) for a ${metric} that is null, found ok`;
  return { code: "missing_status", text };
}

/** tp, fp, fn, weight and sub-scores. */
export function wrongExtras(row: ScoreRow): Rejection | undefined {
  for (const name of ["tp", "fp", "fn", "weight"] as const) {
    const value = row[name];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      return { code: "invalid_value", text: `needed a finite ${name} of at least 0, found ${value}` };
    }
  }
  if (row.subscores === undefined) return undefined;
  for (const [name, value] of Object.entries(row.subscores)) {
    if (!Number.isFinite(value))
      return { code: "invalid_score", text: `needed a finite sub-score ${name}, found ${value}` };
  }
  return undefined;
}
