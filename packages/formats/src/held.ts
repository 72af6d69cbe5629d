import { maxCells, maxItems } from "./limits.ts";

/** What one reading holds so far, of all its tasks together. */
export interface Held {
  items: number;
  cells: number;
}

/** More of something than is held. */
export class TooMany extends Error {
  readonly code: string;

  constructor(code: string, most: number, what: string) {
    super(`needed at most ${most} ${what}, found more`);
    this.code = code;
  }
}

/** @throws {TooMany} where it is beyond what is held */
export function holdItem(held: Held): void {
  held.items += 1;
  if (held.items > maxItems) throw new TooMany("too_many_rows", maxItems, "items in one reading");
}

/** @throws {TooMany} where it is beyond what is held */
export function holdCell(held: Held): void {
  held.cells += 1;
  if (held.cells > maxCells) throw new TooMany("too_many_rows", maxCells, "scores in one reading");
}
