/** Bytes in, score rows and problems out: result files of every known harness, and the project's own rows. */
export { expandSources } from "./archive.ts";
export { type CollectOptions, readSources } from "./collect.ts";
export { ContentError } from "./content-error.ts";
export { nativeLines } from "./native-write.ts";
export {
  type FileReading,
  type Format,
  formats,
  type Group,
  type Harness,
  type Head,
  harnesses,
  type Json,
  type MetricHeader,
  type Problem,
  type ReadEvent,
  type Reader,
  type ReadOptions,
  type ScoreRow,
  type TaskHeader,
} from "./reader.ts";
export { readers } from "./readers/index.ts";
export type { FileReport, HeaderCheck, JudgementRow, ReadReport, Summary, TaskResult } from "./report.ts";
export { type ScoreTable, type Status, statuses } from "./score-table.ts";
export { memorySource, type Source } from "./source.ts";
export {
  type EveryEvalEverFigures,
  type EveryEvalEverFiles,
  type EveryEvalEverOptions,
  everyEvalEverFiles,
} from "./writers/every-eval-ever.ts";
export { nativeParquetBytes } from "./writers/native-parquet.ts";
