import type { Alignment, Missing } from "./row.ts";

/** The alignment of data without items to align: `paired` is the number of judged items of a preference, else 0. */
export function unaligned(treatmentItems: number | null, baselineItems: number | null, paired: number): Alignment {
  const none: Missing = { error: 0, unscored: 0, refused: 0, timeout: 0 };
  return {
    treatmentItems,
    baselineItems,
    paired,
    onlyTreatment: 0,
    onlyBaseline: 0,
    contentMismatch: 0,
    missing: { treatment: none, baseline: none },
    coverage: null,
  };
}
