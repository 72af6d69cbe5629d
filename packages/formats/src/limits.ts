/**
 * How much of a file is ever held, and how much it may grow: a hostile file meets one of these and becomes a problem.
 * All in bytes unless said.
 */

/** one line of NDJSON or CSV */
export const maxLineBytes = 32 * 1024 * 1024;

/** one JSON document read whole */
export const maxJsonBytes = 32 * 1024 * 1024;

/** one value taken out of a streamed JSON document */
export const maxTakenBytes = 16 * 1024 * 1024;

/** levels of nesting in any JSON */
export const maxJsonDepth = 512;

/** what is looked at to tell formats apart */
export const headBytes = 64 * 1024;

/** decompressed content: this much is free, beyond it `maxInflation` times the compressed size */
export const freeInflatedBytes = 64 * 1024 * 1024;
export const maxInflation = 250;

/** decompressed content, whatever its ratio */
export const maxInflatedBytes = 32 * 1024 * 1024 * 1024;

/** the history a Zstandard frame may ask the reader to keep */
export const maxZstdWindow = 32 * 1024 * 1024;

/** members of one zip archive (a count) */
export const maxZipMembers = 1_000_000;

/** score cells (row × metric) of one call (a count) */
export const maxCells = 4_000_000;

/** distinct items of one call (a count) */
export const maxItems = 1_000_000;

/** rows × metrics of one task: every metric is a full column (a count) */
export const maxTableValues = 12_000_000;

/** tasks of one call, by condition and training seed too (a count) */
export const maxTasks = 10_000;

/** headers of tasks in one call: a task has one for each file, native rows one for each metric (a count) */
export const maxSegments = 40_000;

/** problems of one file: beyond it nothing of the file counts (a count) */
export const maxProblems = 100_000;

/** problems, and notes, listed for a file; the rest are counted (a count) */
export const maxListed = 1_000;

/** metrics of one task, and sub-scores of one task (a count) */
export const maxMetrics = 2_000;

/** characters of an item id or a metric's name (a count) */
export const maxIdLength = 1_024;
