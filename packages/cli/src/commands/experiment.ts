import { serviceClient } from "@evenmatch/client";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { Command } from "commander";
import { idArgument, idsArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { print } from "../output.ts";
import { readPlan } from "../plan-file.ts";

interface Options {
  treatment?: string[];
  baseline?: string[];
  name?: string;
  plan?: string;
  server?: string;
  key?: string;
}

/** `evenmatch experiment`: two arms and a plan that is fixed in advance. */
export function addExperiment(program: Command): void {
  program
    .command("experiment")
    .description("declare an experiment; without arms, show it")
    .argument("<id>", "its id", idArgument)
    .option("--treatment <checkpoint...>", "checkpoints of the treatment, one per training seed", idsArgument)
    .option("--baseline <checkpoint...>", "checkpoints of the baseline", idsArgument)
    .option("--name <text>", "name for people")
    .option("--plan <file>", "analysis plan, JSON or YAML")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(declare);
}

async function declare(id: string, { treatment, baseline, name, plan, server, key }: Options): Promise<void> {
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const path = `/v1/experiments/${encodeURIComponent(id)}`;
  if (treatment === undefined && baseline === undefined) {
    if (plan !== undefined || name !== undefined) throw bothArms();
    print(`${JSON.stringify(await client.get<ExperimentAnswer>(path), null, 2)}\n`);
    return;
  }
  if (treatment === undefined || baseline === undefined) throw bothArms();
  const body = { treatment, baseline, plan: await readPlan(plan, {}), ...(name === undefined ? {} : { name }) };
  print(`${JSON.stringify(await client.put<ExperimentAnswer>(path, body), null, 2)}\n`);
}

function bothArms(): CommandError {
  return new CommandError("needed --treatment and --baseline, found one of them missing", exitCodes.usage);
}
