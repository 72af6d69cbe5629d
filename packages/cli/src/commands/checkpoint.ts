import { serviceClient } from "@evenmatch/client";
import { Checkpoint, type CheckpointAnswer } from "@evenmatch/contract/checkpoint";
import { type Command, Option } from "commander";
import { idArgument, numberArgument, positiveArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { declareCheckpoint } from "../declare-checkpoint.ts";
import { CommandError } from "../failure.ts";
import { print } from "../output.ts";

interface Options {
  name?: string;
  run?: string;
  step?: number;
  seed?: string;
  flops?: number;
  tokens?: number;
  samples?: number;
  trainingSteps?: number;
  gpuHours?: number;
  source?: string;
  comparator?: Checkpoint["comparator"];
  trainedOn?: string[];
  trainedOnTrait?: string[];
  server?: string;
  key?: string;
}

/** `evenmatch checkpoint`: what a checkpoint is and what it cost. */
export function addCheckpoint(program: Command): void {
  program
    .command("checkpoint")
    .description("declare a checkpoint, adding to what is known of it; without options, show it")
    .argument("<id>", "its id", idArgument)
    .option("--name <text>", "name for people")
    .option("--run <run>", "training run")
    .option("--step <n>", "step of the run", numberArgument)
    .option("--seed <seed>", "training seed")
    .option("--flops <n>", "training compute in FLOPs", positiveArgument)
    .option("--tokens <n>", "tokens trained on", positiveArgument)
    .option("--samples <n>", "samples trained on", positiveArgument)
    .option("--training-steps <n>", "optimiser steps taken", positiveArgument)
    .option("--gpu-hours <n>", "GPU hours", positiveArgument)
    .option("--source <text>", "where the compute figures come from")
    .addOption(
      new Option("--comparator <kind>", "what kind of baseline it is").choices([
        "compute-matched",
        "pre-rl",
        "human",
        "other",
      ]),
    )
    .option("--trained-on <domain...>", "domains that the training aimed at")
    .option("--trained-on-trait <trait...>", "traits that the training aimed at")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(declare);
}

async function declare(id: string, options: Options): Promise<void> {
  const { server, key, ...said } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const declaration = declared(said);
  const answer =
    Object.keys(declaration).length === 0
      ? await client.get<CheckpointAnswer>(`/v1/checkpoints/${encodeURIComponent(id)}`)
      : await declareCheckpoint(client, id, declaration);
  print(`${JSON.stringify(answer, null, 2)}\n`);
}

/** What the options say, as the contract has it. */
function declared(said: Omit<Options, "server" | "key">): Checkpoint {
  const { flops, tokens, samples, trainingSteps: steps, gpuHours, source, trainedOn, trainedOnTrait, ...plain } = said;
  const compute = present({ flops, tokens, samples, steps, gpuHours, source });
  const trained = trainedOn !== undefined || trainedOnTrait !== undefined;
  const body = {
    ...present(plain),
    ...(Object.keys(compute).length === 0 ? {} : { compute }),
    ...(trained ? { trainedOn: { domains: trainedOn ?? [], traits: trainedOnTrait ?? [] } } : {}),
  };
  const result = Checkpoint.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CommandError(`${issue?.path.join("/") ?? ""}: ${issue?.message ?? "it does not fit"} (invalid_body)`);
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
