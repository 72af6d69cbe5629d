import { setTimeout as delay } from "node:timers/promises";
import { Comparison, type Split } from "@evenmatch/contract/comparison";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { Command } from "commander";
import { idArgument, numberArgument, shared } from "../arguments.ts";
import { type Client, ServiceError, serviceClient } from "../client.ts";
import { findService } from "../connection.ts";
import { CommandError } from "../failure.ts";
import { print, say } from "../output.ts";
import { progress } from "../progress.ts";
import type { RenderOptions } from "../render.ts";

interface Options {
  format: RenderOptions["format"];
  by?: Split["by"];
  methods?: true;
  wait: number;
  server?: string;
  key?: string;
}

/** `evenmatch table`: the comparison of an experiment. */
export function addTable(program: Command): void {
  program
    .command("table")
    .description("show the comparison of an experiment, waiting while it is computed")
    .argument("<experiment>", "its id", idArgument)
    .addOption(shared.format())
    .addOption(shared.by())
    .option("--methods", "what was done, as a paragraph for a paper, instead of the table")
    .option("--wait <seconds>", "longest wait for the comparison of the latest results", numberArgument, 300)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(showTable);
}

async function showTable(experiment: string, { format, by, methods, wait, server, key }: Options): Promise<void> {
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { rendered } = await import("../render.ts");
  const state = await settled(client, experiment, wait * 1000);
  const comparison = await currentComparison(client, experiment);
  if (state.status !== "current")
    say(`${experiment}: newer results are being compared; this is the comparison before them`);
  if (methods) {
    const { methodsParagraph } = await import("@evenmatch/service/render/methods");
    return print(`${methodsParagraph(comparison)}\n`);
  }
  print(rendered(comparison, { format, ...(by && { by }) }));
}

/** The experiment once its comparison covers every result, or when the wait is over. */
export async function settled(client: Client, experiment: string, waitMs: number): Promise<ExperimentAnswer> {
  const deadline = Date.now() + waitMs;
  const bar = progress("compare");
  try {
    for (let pause = 25; ; pause = Math.min(1000, pause * 1.5)) {
      const state = await client.get<ExperimentAnswer>(`/v1/experiments/${encodeURIComponent(experiment)}`);
      if (state.status === "failed")
        throw new CommandError(`${experiment}: ${state.failure ?? "no comparison"} (comparison_failed)`);
      if (state.status === "waiting")
        throw new CommandError(`${experiment}: needed results of both arms, found an arm without any (no_results)`);
      if (state.status === "current" || Date.now() > deadline) return state;
      bar.at(state.basedOn, state.resultsVersion, "computing");
      await delay(pause);
    }
  } finally {
    bar.stop();
  }
}

/** The comparison as the service has it now. @throws {CommandError} where there is none yet, or a later release made it */
export async function currentComparison(client: Client, experiment: string): Promise<Comparison> {
  const path = `/v1/experiments/${encodeURIComponent(experiment)}/comparison.json`;
  try {
    const body = await client.get<Comparison>(path);
    const result = Comparison.safeParse(body);
    if (result.success) return body;
    const [issue] = result.error.issues;
    throw new CommandError(
      `${client.url}: needed a comparison that this release can read, found ${issue?.path.join("/")}: ${issue?.message} (unknown_answer)`,
    );
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "comparison_pending") throw error;
    throw new CommandError(
      `${experiment}: needed its comparison, found it still being computed: wait longer with --wait (comparison_pending)`,
    );
  }
}
