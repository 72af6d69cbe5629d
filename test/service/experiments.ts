/** Steps that tests of experiments share, against a running service. */
import { Comparison } from "@evenmatch/contract/comparison";
import { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { type RunningService, until } from "./running-service.ts";

/** Declares EXPERIMENT with the arms EXPERIMENT-t and EXPERIMENT-b, unless they stand already. */
export async function declareArms(
  { call }: RunningService,
  { experiment, plan }: { experiment: string; plan: object },
): Promise<ExperimentAnswer> {
  const [treatment, baseline] = [`${experiment}-t`, `${experiment}-b`];
  for (const checkpoint of [treatment, baseline]) {
    if ((await call("GET", `/v1/checkpoints/${checkpoint}`)).status === 404) {
      await call("PUT", `/v1/checkpoints/${checkpoint}`, {});
    }
  }
  return declare({ call }, experiment, { treatment: [treatment], baseline: [baseline], plan });
}

/** PUTs an experiment; throws what the service said where it said no. */
export async function declare(
  { call }: Pick<RunningService, "call">,
  experiment: string,
  body: { treatment: string[]; baseline: string[]; plan?: object },
): Promise<ExperimentAnswer> {
  const response = await call("PUT", `/v1/experiments/${experiment}`, body);
  if (!response.ok) throw new Error(await response.text());
  return ExperimentAnswer.parse(await response.json());
}

export async function sendRows({ call }: RunningService, checkpoint: string, rows: object[]): Promise<void> {
  const response = await call("POST", "/v1/results", { checkpoint, rows });
  const answer = (await response.json()) as UploadAnswer;
  if (response.status !== 201) throw new Error(`needed rows that count, found ${JSON.stringify(answer)}`);
}

/** The comparison once it covers every result. */
export async function currentComparison({ call }: RunningService, experiment: string): Promise<Comparison> {
  await until(async () => {
    const answer = ExperimentAnswer.parse(await (await call("GET", `/v1/experiments/${experiment}`)).json());
    if (answer.status === "failed") throw new Error(answer.failure ?? "no comparison");
    return answer.status === "current" ? answer : undefined;
  });
  return Comparison.parse(await (await call("GET", `/v1/experiments/${experiment}/comparison`)).json());
}
