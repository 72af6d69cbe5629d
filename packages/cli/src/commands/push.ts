import { type Client, serviceClient } from "@evenmatch/client";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import { plural } from "@evenmatch/service/render/plural";
import type { Command } from "commander";
import { addReadingOptions, idArgument, positiveArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { declareCheckpoint } from "../declare-checkpoint.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { fileLines } from "../file-lines.ts";
import { joinExperiment } from "../join-experiment.ts";
import { print, say } from "../output.ts";
import { problemLine, reportLines } from "../problem-lines.ts";
import { progress } from "../progress.ts";
import type { PushShare, PushWork } from "../push-shares.ts";
import type { Pushed } from "../push-sources.ts";
import { suiteLines } from "../suite-lines.ts";

interface Options extends ReadingOptions {
  checkpoint?: string;
  map?: string;
  dryRun?: true;
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
    .option("--checkpoint <id>", "the checkpoint that was evaluated; made where it is not declared", idArgument)
    .option("--map <file>", "mapping file: whose each file of a folder is, and how it is read")
    .option("--dry-run", "say what would be sent of each file, and send nothing")
    .option("--raw", "send the files themselves (prompts and outputs with them), for the service to read")
    .option("--wait <seconds>", "longest wait for the report", positiveArgument, 600)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(push);
}

async function push(files: string[], { server, key, wait, dryRun, ...options }: Options): Promise<void> {
  if (options.checkpoint === undefined && options.map === undefined)
    throw new CommandError("needed --checkpoint or --map, found neither", exitCodes.usage);
  const { pushWork } = await import("../push-shares.ts");
  if (dryRun) return showWork(await pushWork(files, options));
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const work = await pushWork(files, options);
  sayIgnored(work.ignored);
  for (const [suite, declaration] of Object.entries(work.suites)) {
    await client.put(`/v1/suites/${encodeURIComponent(suite)}`, declaration);
  }
  const lines: string[] = [];
  for (const share of work.shares) {
    lines.push(...(await pushShare(share, { client, waitMs: wait * 1000, raw: options.raw === true })));
  }
  await join(client, work);
  if (lines.length > 0) throw new CommandError([...new Set(lines)]);
}

/** What went wrong with one checkpoint must not keep the others from being sent. */
async function pushShare(
  { checkpoint, body, sources, reading }: PushShare,
  options: { client: Client; waitMs: number; raw: boolean },
): Promise<readonly string[]> {
  const { pushSources } = await import("../push-sources.ts");
  const bar = progress("push");
  try {
    if (Object.keys(body).length > 0) await declareCheckpoint(options.client, checkpoint, body);
    return report(
      await pushSources({ ...reading, ...options, sources, checkpoint, onProgress: bar.at }).finally(bar.stop),
    );
  } catch (error) {
    if (error instanceof CommandError) return error.lines;
    throw error;
  }
}

/** Nothing is sent, no service is needed: what the files hold, checkpoint by checkpoint. */
async function showWork({ shares, ignored }: PushWork): Promise<void> {
  const { prepareUpload } = await import("@evenmatch/service/prepare-upload");
  const lines: string[] = [];
  for (const { checkpoint, arm, sources, reading } of shares) {
    const { reports, files, problems } = await prepareUpload(sources, reading);
    const results = new Set(
      reports.flatMap(({ suites }) => suites.map((row) => JSON.stringify([row.suite, row.variant, row.condition]))),
    );
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    const counts = `${plural(sources.length, "file")}, ${plural(results.size, "result")}, ${plural(bytes, "byte")} to send`;
    print(`${checkpoint}${arm === null ? "" : ` (${arm})`}: ${counts}\n`);
    for (const line of reports.flatMap(fileLines)) print(`  ${line}\n`);
    const wrong = [...reportLines(reports), ...problems.map((problem) => problemLine(problem))];
    lines.push(...wrong.map((line) => `${checkpoint}: ${line}`));
  }
  sayIgnored(ignored);
  say("nothing was sent: this was a dry run");
  if (lines.length > 0) throw new CommandError(lines);
}

async function join(client: Client, { experiment, plan, shares }: PushWork): Promise<void> {
  if (experiment === null) return;
  const of = (arm: PushShare["arm"]) => shares.filter((share) => share.arm === arm).map(({ checkpoint }) => checkpoint);
  const answer = await joinExperiment(client, {
    experiment,
    plan,
    treatment: of("treatment"),
    baseline: of("baseline"),
  });
  if (answer === undefined) return say(`experiment ${experiment} is made once both arms have a checkpoint`);
  const [treatment, baseline] = [answer.treatment.join(" "), answer.baseline.join(" ")];
  print(`experiment ${experiment}: treatment ${treatment}, baseline ${baseline}\n`);
}

/** Files of a folder that were passed over, on one line. */
export function sayIgnored(ignored: readonly string[]): void {
  if (ignored.length === 0) return;
  const more = ignored.length > 10 ? `, and ${ignored.length - 10} more` : "";
  say(`ignored ${ignored.length} that no reader knows: ${ignored.slice(0, 10).join(", ")}${more}`);
}

/** Prints what was counted, and answers what is wrong. */
function report({ answer, reports }: Pushed): string[] {
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
  if (lines.length > 0 || answer.status !== "rejected") return lines;
  return [`${answer.checkpoint}: needed something to count, found nothing (rejected)`];
}

function summary({ status, results, checkpoint }: UploadAnswer): string {
  return status === "counted" ? `${plural(results.length, "result")} of ${checkpoint} counted` : "nothing was counted";
}
