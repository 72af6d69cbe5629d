import type { Compute } from "@evenmatch/contract/checkpoint";
import type { Split } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import type { Command } from "commander";
import { addReadingOptions, computeArgument, countArgument, levelArgument, shared } from "../arguments.ts";
import { CommandError } from "../failure.ts";
import { print } from "../output.ts";
import { readPlan } from "../plan-file.ts";
import { isLost, reportLines } from "../problem-lines.ts";
import { progress } from "../progress.ts";
import type { RenderOptions } from "../render.ts";
import { checkReportFiles, writeReportFiles } from "../report-files.ts";
import { sayIgnored } from "./push.ts";

interface Options extends ReadingOptions {
  treatment: string[];
  baseline: string[];
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
}

/** `evenmatch compare`: two sets of result files, no server. */
export function addCompare(program: Command): void {
  addReadingOptions(program.command("compare"))
    .description("compare the result files of two checkpoints, without a service")
    .requiredOption("--treatment <files...>", "result files of the treatment, or folders of them")
    .requiredOption("--baseline <files...>", "result files of the baseline, or folders of them")
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
    .action(compare);
}

async function compare(options: Options): Promise<void> {
  checkReportFiles(options);
  const { selectSources } = await import("../select-sources.ts");
  const plan = await readPlan(options.plan, saidOfPlan(options));
  const treatment = await selectSources(options.treatment);
  const baseline = await selectSources(options.baseline);
  sayIgnored([...treatment.ignored, ...baseline.ignored]);
  for (const [arm, { sources }] of Object.entries({ treatment, baseline })) {
    if (sources.length === 0)
      throw new CommandError(`needed result files of the ${arm}, found none that a reader knows (no_files)`);
  }
  const { compareFiles } = await import("@evenmatch/service/compare-files");
  const { readingOf } = await import("@evenmatch/service/read-files");
  const { rendered } = await import("../render.ts");
  const { treatmentCompute, baselineCompute } = options;
  const bar = progress("compare");
  const { comparison, reports } = await compareFiles({
    treatment: treatment.sources,
    baseline: baseline.sources,
    plan,
    compute: { treatment: treatmentCompute, baseline: baselineCompute },
    ...readingOf(options),
    onProgress: bar.at,
  }).finally(bar.stop);
  const all = [...reports.treatment, ...reports.baseline];
  const lost = all.filter(isLost);
  if (lost.length > 0) throw new CommandError(reportLines(lost));
  print(rendered(comparison, options));
  await writeReportFiles(comparison, options);
  const lines = reportLines(all);
  if (lines.length > 0) throw new CommandError(lines);
}

function saidOfPlan({ seed, replicates, level, requireMatched }: Options): Partial<Plan> {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(replicates === undefined ? {} : { replicates }),
    ...(level === undefined ? {} : { level }),
    ...(requireMatched === undefined ? {} : { requireMatched }),
  };
}
