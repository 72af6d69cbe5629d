/** What the service works with; built once, by the server's start or a function's entry point, and passed in. */
import type {
  PersistenceAnalysis,
  PersistenceInput,
  PersistencePlan,
  RowAnalysis,
  RowPlan,
  SuiteInput,
} from "@evenmatch/stats";
import type { Blobs, Jobs, Table } from "@evenmatch/store";

/** Computes one row; in this thread, or in a worker. */
export type ComputeRow = (input: SuiteInput, plan: RowPlan) => Promise<RowAnalysis>;

/** Follows one row along an axis, like `ComputeRow`. */
export type ComputePersistence = (input: PersistenceInput, plan: PersistencePlan) => Promise<PersistenceAnalysis>;

export interface Dependencies {
  table: Table;
  blobs: Blobs;
  jobs: Jobs;
  computeRow: ComputeRow;
  computePersistence: ComputePersistence;
  /** ms since 1970 */
  now(): number;
  /** a new sortable id */
  newId(): string;
}

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
