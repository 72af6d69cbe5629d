/** Boards of 53 suites whose families share item noise. */
import type { BoardCell } from "./cell.ts";

const sevens = [7, 7, 7, 7, 7, 6, 6, 6];
const unequal = [12, 9, 7, 5, 4, 3, 2, ...new Array<number>(11).fill(1)];
const threeLarge = [10, 8, 6, ...new Array<number>(29).fill(1)];
const alone = new Array<number>(53).fill(1);
const still = new Array<number>(53).fill(0);

/** 21 suites improve (spread over the families), 5 get worse, 27 stay */
const mixed = Array.from({ length: 53 }, (_, suite) =>
  suite % 8 < 3 ? 0.8 : suite % 8 === 7 && suite < 40 ? -0.8 : 0,
);

function board(
  options: Omit<BoardCell, "kind" | "margin" | "warning"> & { margin?: number; warning?: string },
): BoardCell {
  return { margin: 0.1, warning: null, ...options, kind: "board", name: `board/${options.name}` };
}

export const boardCells: readonly BoardCell[] = [
  board({
    name: "nothing-independent",
    what: "53 suites of 53 families, nothing differs",
    families: alone,
    correlation: 0,
    improvements: still,
  }),
  board({
    name: "nothing-families-of-7",
    what: "53 suites in 8 families of about 7, correlation .4, nothing differs",
    families: sevens,
    correlation: 0.4,
    improvements: still,
  }),
  board({
    name: "nothing-unequal-families",
    what: "53 suites in 18 families of 12, 9, 7, … 1, correlation .4, nothing differs",
    families: unequal,
    correlation: 0.4,
    improvements: still,
  }),
  board({
    name: "nothing-alike-families",
    what: "53 suites in 32 families of 10, 8, 6, 1, … 1, correlation .8, nothing differs",
    families: threeLarge,
    correlation: 0.8,
    improvements: still,
    warning: "unequal_families",
  }),
  board({
    name: "mixed-families-of-7",
    what: "8 families of about 7, correlation .4; 21 suites improve by .8 deviations, 5 get worse by as much",
    families: sevens,
    correlation: 0.4,
    improvements: mixed,
  }),
  board({
    name: "all-a-little-ahead",
    what: "8 families of about 7, correlation .4; every suite improves by a quarter of a deviation",
    families: sevens,
    correlation: 0.4,
    improvements: still.map(() => 0.25),
  }),
  board({
    name: "all-at-the-margin",
    what: "53 suites of 53 families, every one worse by exactly the margin",
    families: alone,
    correlation: 0,
    improvements: still.map(() => -0.1),
  }),
];
