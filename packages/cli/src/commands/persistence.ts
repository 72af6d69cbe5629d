import { serviceClient } from "@evenmatch/client";
import type { Persistence } from "@evenmatch/contract/persistence";
import { type Command, Option } from "commander";
import { idArgument, numberArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { print } from "../output.ts";

interface Options {
  format: "table" | "json" | "csv";
  wait: number;
  server?: string;
  key?: string;
}

/** `evenmatch persistence`: does the difference last? */
export function addPersistence(program: Command): void {
  program
    .command("persistence")
    .description("follow the differences of an experiment along conditions, doses or training steps")
    .argument("<experiment>", "its id", idArgument)
    .addOption(new Option("--format <format>", "how to write it").choices(["table", "json", "csv"]).default("table"))
    .option("--wait <seconds>", "longest wait for the comparison of the latest results", numberArgument, 300)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(showPersistence);
}

async function showPersistence(experiment: string, { format, wait, server, key }: Options): Promise<void> {
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { settled } = await import("../current-comparison.ts");
  await settled(client, experiment, wait * 1000);
  const found = await client.get<Persistence>(`/v1/experiments/${encodeURIComponent(experiment)}/persistence`);
  if (format === "json") return print(`${JSON.stringify(found, null, 2)}\n`);
  const { persistenceCsv, persistenceTable } = await import("../persistence-table.ts");
  print(format === "csv" ? persistenceCsv(found) : persistenceTable(found));
}
