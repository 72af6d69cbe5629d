import type { FileLog } from "./file-log.ts";
import type { TaskHeader } from "./reader.ts";
import type { JudgementRow, Summary } from "./report.ts";
import type { ScoreBuilder } from "./score-builder.ts";

/** One task event of one group: rows remember it, so that a file's own headline can be checked and a file withdrawn. */
export interface Segment {
  header: TaskHeader;
  /** the run it belongs to: "" for native rows, which merge */
  run: string;
  /** logs of the sources it stands in, that of its rows first */
  logs: readonly FileLog[];
}

/** What was read of one task under one condition and one training seed. */
export interface Bundle {
  header: TaskHeader;
  condition: string;
  /** its rows name a condition: they are not all that their file says of the task */
  named: boolean;
  seed: string | null;
  builder: ScoreBuilder;
  summaries: { segment: number; metric: string; summary: Summary; place: string }[];
  judgements: { segment: number; judgement: JudgementRow; place: string }[];
}
