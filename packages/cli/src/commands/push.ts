import type { UploadAnswer } from "@evenmatch/contract/upload";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import type { Command } from "commander";
import { addReadingOptions, idArgument, positiveArgument, shared } from "../arguments.ts";
import { serviceClient } from "../client.ts";
import { findService } from "../connection.ts";
import { CommandError } from "../failure.ts";
import { print, say } from "../output.ts";
import { problemLine, reportLines } from "../problem-lines.ts";
import { progress } from "../progress.ts";
import type { Pushed } from "../push-sources.ts";
import { suiteLines } from "../suite-lines.ts";

interface Options extends ReadingOptions {
  checkpoint: string;
  raw?: true;
  server?: string;
  key?: string;
  wait: number;
}

/** `evenmatch push`: result files become results of a checkpoint. */
export function addPush(program: Command): void {
  addReadingOptions(program.command("push"))
    .description("send result files of a checkpoint, and say what was counted")
    .argument("<files...>", "result files, or folders of them")
    .requiredOption("--checkpoint <id>", "the checkpoint that was evaluated; made where it is not declared", idArgument)
    .option("--raw", "send the files themselves (prompts and outputs with them), for the service to read")
    .option("--wait <seconds>", "longest wait for the report", positiveArgument, 600)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(push);
}

async function push(files: string[], options: Options): Promise<void> {
  const { pushSources } = await import("../push-sources.ts");
  const { selectSources } = await import("../select-sources.ts");
  const { server, key, wait, ...reading } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { sources, ignored } = await selectSources(files, { closed: options.raw === true });
  sayIgnored(ignored);
  if (sources.length === 0) throw new CommandError("needed result files, found none that a reader knows (no_files)");
  const bar = progress("push");
  let pushed: Pushed;
  try {
    pushed = await pushSources({ ...reading, client, sources, waitMs: wait * 1000, onProgress: bar.at });
  } finally {
    bar.stop();
  }
  report(pushed);
}

/** Files of a folder that were passed over, on one line. */
export function sayIgnored(ignored: readonly string[]): void {
  if (ignored.length === 0) return;
  const more = ignored.length > 10 ? `, and ${ignored.length - 10} more` : "";
  say(`ignored ${ignored.length} that no reader knows: ${ignored.slice(0, 10).join(", ")}${more}`);
}

function report({ answer, reports }: Pushed): void {
  if (answer.checkpointMade) say(`checkpoint ${answer.checkpoint} was not declared before, and was made`);
  for (const warning of answer.warnings) say(warning);
  const counted = new Set(
    answer.results.map(({ suite, variant, condition }) => JSON.stringify([suite, variant, condition])),
  );
  const suites = reports
    .flatMap((file) => file.suites)
    .filter(({ suite, variant, condition }) => counted.has(JSON.stringify([suite, variant, condition])));
  if (suites.length > 0) print(`${suiteLines(suites).join("\n")}\n`);
  print(`upload ${answer.upload}: ${summary(answer)}\n`);
  const lines = [
    ...reportLines(reports),
    ...(reports === answer.reports ? [] : reportLines(answer.reports)),
    ...answer.problems.map((problem) => problemLine(problem)),
  ];
  if (lines.length > 0) throw new CommandError([...new Set(lines)]);
  if (answer.status === "rejected") throw new CommandError("needed something to count, found nothing (rejected)");
}

function summary({ status, results, checkpoint }: UploadAnswer): string {
  const n = results.length;
  return status === "counted"
    ? `${n} ${n === 1 ? "result" : "results"} of ${checkpoint} counted`
    : "nothing was counted";
}
