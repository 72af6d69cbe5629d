/**
 * The version of these statistics, with the name of their generator: any change in a digested number is a new one.
 *
 * It is also the seed of comparisons whose plan names none, so the same specification always draws the same bits.
 */
export const specVersion = "em1-sfc32-philox";
