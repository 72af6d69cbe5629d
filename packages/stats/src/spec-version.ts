/**
 * The version of these statistics, with the name of their generator: any change in a digested number is a new one.
 *
 * It is also the seed of comparisons whose plan names none, so the same specification always draws the same bits.
 */
export const specVersion = "em2-sfc32-philox";

/** The generator of random numbers: its bits come from sfc32, each block of replicates started by Philox. */
export const generatorName = "sfc32, blocks started by philox4x32-10";
