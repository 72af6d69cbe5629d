/** The comparison of an experiment, as the service has it. */
import { type Client, ServiceError } from "@evenmatch/client";
import { Comparison } from "@evenmatch/contract/comparison";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { Persistence } from "@evenmatch/contract/persistence";
import { CommandError } from "./failure.ts";
import { progress } from "./progress.ts";

/** The experiment once its comparison covers every result, or when the wait is over. */
export async function settled(client: Client, experiment: string, waitMs: number): Promise<ExperimentAnswer> {
  const bar = progress("compare");
  const onWait = (state: ExperimentAnswer) => bar.at(state.basedOn, state.resultsVersion, "computing");
  const state = await client.settled(experiment, { waitMs, onWait }).finally(bar.stop);
  if (state.status === "failed")
    throw new CommandError(`${experiment}: ${state.failure ?? "no comparison"} (comparison_failed)`);
  if (state.status === "waiting")
    throw new CommandError(`${experiment}: needed results of both arms, found an arm without any (no_results)`);
  return state;
}

/** The comparison as the service has it now. @throws {CommandError} where there is none yet, or a later release made it */
export async function currentComparison(client: Client, experiment: string): Promise<Comparison> {
  const path = `/v1/experiments/${encodeURIComponent(experiment)}/comparison.json`;
  try {
    return checkedComparison(await client.get<unknown>(path), client.url);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "comparison_pending") throw error;
    throw new CommandError(
      `${experiment}: needed its comparison, found it still being computed: wait longer with --wait (comparison_pending)`,
    );
  }
}

/** What was followed in the results of that comparison; undefined where there was nothing to follow. */
export async function currentPersistence(
  client: Client,
  experiment: string,
  comparison: Comparison,
): Promise<Persistence | undefined> {
  if (comparison.persistence === null) return undefined;
  const found = await client.get<Persistence>(`/v1/experiments/${encodeURIComponent(experiment)}/persistence`);
  // newer results may have come in between: a report is of one set of results
  return found.digest === comparison.persistence ? found : undefined;
}

/** A body as a comparison. @throws {CommandError} where another release made it, or it is none */
export function checkedComparison(body: unknown, place: string): Comparison {
  const result = Comparison.safeParse(body);
  if (result.success) return body as Comparison;
  const [issue] = result.error.issues;
  throw new CommandError(
    `${place}: needed a comparison that this release can read, found ${issue?.path.join("/")}: ${issue?.message} (unknown_answer)`,
  );
}
