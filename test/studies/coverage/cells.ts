import { binaryCells } from "./binary-cells.ts";
import { boardCells } from "./board-cells.ts";
import type { Cell } from "./cell.ts";
import { clusteredCells } from "./clustered-cells.ts";
import { crossedCells } from "./crossed-cells.ts";
import { pairedCells, targetCells } from "./paired-cells.ts";
import { summaryCells } from "./summary-cells.ts";
import { unpairedCells } from "./unpaired-cells.ts";

/** Every cell of the study, in the order of its page. */
export const cells: readonly Cell[] = [
  ...binaryCells,
  ...pairedCells,
  ...clusteredCells,
  ...crossedCells,
  ...unpairedCells,
  ...targetCells,
  ...summaryCells,
  ...boardCells,
];
