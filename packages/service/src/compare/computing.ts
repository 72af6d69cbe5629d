/** What comparing needs besides its inputs: one port, for the service, for the command and for a browser. */
import type { Scores, SharedItems } from "@evenmatch/store";
import type { ComputePersistence, ComputeRow } from "../dependencies.ts";
import type { Result } from "./pairing.ts";

export interface Computing {
  /** the scores of a result; ids that it shares with an earlier one of the same row are that one's list */
  scores(result: Result, shared?: SharedItems): Promise<Scores>;
  /** what was kept under this digest; undefined: nothing yet */
  known<Row>(digest: string): Promise<Row | undefined>;
  /** keeps what was computed under its digest */
  keep<Row>(digest: string, row: Row): Promise<void>;
  computeRow: ComputeRow;
  computePersistence: ComputePersistence;
}
