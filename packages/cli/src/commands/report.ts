import { serviceClient } from "@evenmatch/client";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import { type Command, Option } from "commander";
import { idArgument, numberArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { CommandError } from "../failure.ts";
import { say } from "../output.ts";
import { checkReportFiles, type ReportFiles, writeReportFiles } from "../report-files.ts";

interface Options {
  output?: string;
  plot?: string;
  curves?: string;
  wait: number;
  server?: string;
  key?: string;
}

/** `evenmatch report`: the report of an experiment as files. */
export function addReport(program: Command): void {
  program
    .command("report")
    .description("write the report of an experiment: a page in one file, a forest plot, curves")
    .argument("<experiment>", "its id", idArgument)
    .addOption(new Option("-o, --output <file>", "the report page, .html, with everything in it"))
    .addOption(shared.plot())
    .addOption(shared.curves())
    .option("--wait <seconds>", "longest wait for the comparison of the latest results", numberArgument, 300)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(writeReport);
}

async function writeReport(experiment: string, options: Options): Promise<void> {
  const { output, plot, curves, wait, server, key } = options;
  const files: ReportFiles = { ...(output && { report: output }), ...(plot && { plot }), ...(curves && { curves }) };
  if (Object.keys(files).length === 0) {
    throw new CommandError("needed a file to write, found none of -o, --plot, --curves (no_file)");
  }
  checkReportFiles(files);
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { currentComparison, currentPersistence, settled } = await import("../current-comparison.ts");
  const state: ExperimentAnswer = await settled(client, experiment, wait * 1000);
  const comparison = await currentComparison(client, experiment);
  if (state.status !== "current")
    say(`${experiment}: newer results are being compared; this is the comparison before them`);
  const persistence = await currentPersistence(client, experiment, comparison);
  await writeReportFiles({ comparison, persistence, eyebrow: state.name ?? experiment }, files);
}
