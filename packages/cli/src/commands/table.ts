import { serviceClient } from "@evenmatch/client";
import type { Split } from "@evenmatch/contract/comparison";
import type { Command } from "commander";
import { idArgument, numberArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { currentComparison, settled } from "../current-comparison.ts";
import { print, say } from "../output.ts";
import type { RenderOptions } from "../render.ts";

interface Options {
  format: RenderOptions["format"];
  by?: Split["by"];
  methods?: true;
  watch?: true;
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
    .option(
      "--watch",
      "draw it again while uploads are counted, and end when all are; each comparison drawn is a look at it",
    )
    .option("--wait <seconds>", "longest wait for the comparison of the latest results", numberArgument, 300)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(showTable);
}

async function showTable(experiment: string, options: Options): Promise<void> {
  const { format, by, methods, watch, wait, server, key } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { rendered, renderedFrame } = await import("../render.ts");
  if (watch) {
    const { watchExperiment } = await import("../watch-experiment.ts");
    const { ownScreen } = await import("../screen.ts");
    await watchExperiment(client, experiment, {
      waitMs: wait * 1000,
      screen: ownScreen(),
      draw: (comparison, rows) => renderedFrame(comparison, rows, by),
      say,
    });
  }
  const state = await settled(client, experiment, watch ? 0 : wait * 1000);
  const comparison = await currentComparison(client, experiment);
  if (state.status !== "current")
    say(`${experiment}: newer results are being compared; this is the comparison before them`);
  if (methods) {
    const { methodsParagraph } = await import("@evenmatch/service/render/methods");
    return print(`${methodsParagraph(comparison)}\n`);
  }
  print(rendered(comparison, { format, ...(by && { by }) }));
}
