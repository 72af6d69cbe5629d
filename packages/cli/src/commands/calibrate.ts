import { serviceClient } from "@evenmatch/client";
import type { Calibration } from "@evenmatch/contract/calibration";
import { type Command, Option } from "commander";
import { idArgument, idsArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { print } from "../output.ts";

interface Options {
  arm: "treatment" | "baseline";
  rerun?: string[];
  split?: "epochs" | "items";
  seed?: string;
  format: "table" | "json" | "csv";
  server?: string;
  key?: string;
}

/** `evenmatch calibrate`: an arm against itself. */
export function addCalibrate(program: Command): void {
  program
    .command("calibrate")
    .description("an A/A check: compare an arm with itself, to see how often the board errs and what is noise")
    .argument("<experiment>", "its id", idArgument)
    .addOption(
      new Option("--arm <arm>", "which arm").choices(["treatment", "baseline"] as const).default("baseline" as const),
    )
    .option("--rerun <checkpoint...>", "checkpoints that are the arm evaluated once more", idsArgument)
    .addOption(
      new Option("--split <halves>", "without a rerun: odd and even epochs, or seeded halves of the items").choices([
        "epochs",
        "items",
      ] as const),
    )
    .option("--seed <text>", "seed of the halves of items")
    .addOption(new Option("--format <format>", "how to write it").choices(["table", "json", "csv"]).default("table"))
    .addOption(shared.server())
    .addOption(shared.key())
    .action(calibrate);
}

async function calibrate(experiment: string, options: Options): Promise<void> {
  const { arm, rerun, split, seed, format, server, key } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const request = { arm, ...(rerun && { rerun }), ...(split && { split }), ...(seed !== undefined && { seed }) };
  const found = await client.post<Calibration>(
    `/v1/experiments/${encodeURIComponent(experiment)}/calibration`,
    request,
  );
  if (format === "json") return print(`${JSON.stringify(found, null, 2)}\n`);
  const { calibrationCsv, calibrationTable } = await import("../calibration-table.ts");
  print(format === "csv" ? calibrationCsv(found) : calibrationTable(found));
}
