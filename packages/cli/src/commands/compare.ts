import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Compute } from "@evenmatch/contract/checkpoint";
import type { Split } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import type { Proof } from "@evenmatch/contract/proof";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import type { Command } from "commander";
import { addReadingOptions, computeArgument, countArgument, levelArgument, shared } from "../arguments.ts";
import { CommandError } from "../failure.ts";
import { print } from "../output.ts";
import { isLost, reportLines } from "../problem-lines.ts";
import { progress } from "../progress.ts";
import type { RenderOptions } from "../render.ts";
import { checkReportFiles, writeReportFiles } from "../report-files.ts";
import { sayIgnored } from "./push.ts";

interface Options extends ReadingOptions {
  treatment?: string[];
  baseline?: string[];
  map?: string;
  treatmentCompute?: Compute;
  baselineCompute?: Compute;
  requireMatched?: true;
  plan?: string;
  seed?: string;
  replicates?: number;
  level?: number;
  format: RenderOptions["format"];
  by?: Split["by"];
  report?: string;
  plot?: string;
  curves?: string;
  proof?: string;
}

/** `evenmatch compare`: two sets of result files, no server. */
export function addCompare(program: Command): void {
  addReadingOptions(program.command("compare"))
    .description("compare the result files of two checkpoints, without a service")
    .argument("[files...]", "with --map: result files of both arms, or folders of them")
    .option("--treatment <files...>", "result files of the treatment, or folders of them")
    .option("--baseline <files...>", "result files of the baseline, or folders of them")
    .option("--map <file>", "mapping file: whose each file of a folder is, and how it is read")
    .option("--treatment-compute <quantity=n>", "what the treatment cost: flops=1e21, tokens=3e11, …", computeArgument)
    .option("--baseline-compute <quantity=n>", "what the baseline cost", computeArgument)
    .option("--require-matched", "refuse unless the declared compute matches")
    .option("--plan <file>", "analysis plan, JSON or YAML; the options below stand over it")
    .option("--seed <text>", "seed of the resampling")
    .option("--replicates <n>", "bootstrap replicates", countArgument)
    .option("--level <share>", "confidence level, 0.95 or 95", levelArgument)
    .addOption(shared.format())
    .addOption(shared.by())
    .option("--report <file>", "write the report page too, .html, with everything in it")
    .addOption(shared.plot())
    .addOption(shared.curves())
    .option("--proof <file>", "write everything that it was computed from too, .json or .json.gz, for `verify`")
    .action(compare);
}

async function compare(files: string[], options: Options): Promise<void> {
  checkReportFiles(options);
  const { comparedArms } = await import("../compared-arms.ts");
  const { ignored, ...arms } = await comparedArms(files, options, saidOfPlan(options));
  sayIgnored(ignored);
  const { compareArms } = await import("@evenmatch/service/compare-files");
  const { rendered } = await import("../render.ts");
  const bar = progress("compare");
  const proofFile = options.proof;
  const { comparison, persistence, reports, proof } = await compareArms({
    ...arms,
    proof: proofFile !== undefined,
    onProgress: bar.at,
  }).finally(bar.stop);
  const all = [...reports.treatment, ...reports.baseline];
  const lost = all.filter(isLost);
  if (lost.length > 0) throw new CommandError(reportLines(lost));
  print(rendered(comparison, options));
  await writeReportFiles({ comparison, persistence }, options);
  if (proof !== undefined && proofFile !== undefined) await writeProof(proof, proofFile);
  const lines = reportLines(all);
  if (lines.length > 0) throw new CommandError(lines);
}

async function writeProof(proof: Proof, file: string): Promise<void> {
  const text = JSON.stringify(proof);
  await writeFile(file, file.endsWith(".gz") ? gzipSync(text) : text);
}

function saidOfPlan({ seed, replicates, level, requireMatched }: Options): Partial<Plan> {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(replicates === undefined ? {} : { replicates }),
    ...(level === undefined ? {} : { level }),
    ...(requireMatched === undefined ? {} : { requireMatched }),
  };
}
