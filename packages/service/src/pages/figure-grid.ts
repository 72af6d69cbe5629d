/** Where things stand in the drawn forest plot, 1000 units wide, and how it is set. */
import { fontName } from "./font.ts";
import type { ForestAxis } from "./forest-axis.ts";

export const size = 12;
export const face = `${fontName}, "Helvetica Neue", Arial, sans-serif`;
// a drawing program that knows a family's weights by name only finds this one under its own
export const strong = { "font-family": `"${fontName} SemiBold", ${face}`, "font-weight": 600 };
export const at = { left: 28, right: 972, n: 318, plotFrom: 340, plotTo: 700, difference: 776, interval: 902, p: 972 };
export const line = { row: 20, group: 30, text: 18 };

/** Where a share of the range stands, held inside the plot. */
export const across = (axis: ForestAxis, share: number) =>
  at.plotFrom + (at.plotTo - at.plotFrom) * Math.min(1, Math.max(0, axis.place(share)));

/** A coordinate without needless digits. */
export const short = (value: number) => Number(value.toFixed(1));
