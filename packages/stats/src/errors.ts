/**
 * A statistic was asked for something it has no meaning for: a level outside (0, 1), arrays of different lengths.
 *
 * Data that merely say nothing (one item, constant differences) are not misuse: those give a null with a warning code.
 */
export class StatsError extends Error {
  override readonly name = "StatsError";
}

/**
 * Throws unless the condition holds; the message says what was needed and what was found.
 *
 * @throws {StatsError} if `condition` is false
 */
export function need(condition: boolean, message: string): asserts condition {
  if (!condition) throw new StatsError(message);
}
