/** What `compare` compares: the files of two arms as options name them, or a folder shared out by a mapping file. */
import type { Compute } from "@evenmatch/contract/checkpoint";
import type { Plan } from "@evenmatch/contract/plan";
import type { CheckpointFiles, CompareArmsOptions } from "@evenmatch/service/compare-files";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import { CommandError, exitCodes } from "./failure.ts";
import { mappedFolder, shareReading } from "./mapped-folder.ts";
import { say } from "./output.ts";
import { readPlan } from "./plan-file.ts";
import { selectSources } from "./select-sources.ts";

export interface ArmOptions extends ReadingOptions {
  treatment?: string[];
  baseline?: string[];
  treatmentCompute?: Compute;
  baselineCompute?: Compute;
  map?: string;
  /** a plan file */
  plan?: string;
}

type Arms = CompareArmsOptions & { ignored: string[] };
type Arm = "treatment" | "baseline";

/** `said`: fields of the plan that options named. @throws {CommandError} where an arm has no file, and as `mappedFolder` */
export async function comparedArms(files: readonly string[], options: ArmOptions, said: Partial<Plan>): Promise<Arms> {
  const { map } = options;
  return map === undefined ? namedArms(files, options, said) : mappedArms(files, { ...options, map }, said);
}

async function namedArms(files: readonly string[], options: ArmOptions, said: Partial<Plan>): Promise<Arms> {
  if (files.length > 0) {
    throw new CommandError(`needed --treatment, --baseline or --map before files, found ${files[0]}`, exitCodes.usage);
  }
  const missing = (["treatment", "baseline"] as const).find((name) => options[name] === undefined);
  if (missing !== undefined) throw new CommandError(`needed --${missing} or --map, found neither`, exitCodes.usage);
  const plan = await readPlan(options.plan, said);
  const ignored: string[] = [];
  const arm = async (name: Arm): Promise<CheckpointFiles[]> => {
    const selected = await selectSources(options[name] ?? []);
    if (selected.sources.length === 0) throw noFiles(name);
    ignored.push(...selected.ignored);
    const compute = options[`${name}Compute`];
    const body = compute === undefined ? {} : { compute };
    return [{ checkpoint: name, body, sources: selected.sources, reading: options }];
  };
  return { treatment: await arm("treatment"), baseline: await arm("baseline"), plan, ignored };
}

async function mappedArms(
  files: readonly string[],
  options: ArmOptions & { map: string },
  said: Partial<Plan>,
): Promise<Arms> {
  const armOptions = ["treatment", "baseline", "treatmentCompute", "baselineCompute"] as const;
  if (armOptions.some((name) => options[name] !== undefined)) {
    const text = "needed the arms and their compute from the mapping alone, found options for them";
    throw new CommandError(text, exitCodes.usage);
  }
  if (files.length === 0) throw new CommandError("needed files or folders with --map, found none", exitCodes.usage);
  const { mapping, shares, ignored } = await mappedFolder(files, { map: options.map });
  const arm = (name: Arm): CheckpointFiles[] => {
    const own = shares.filter((share) => share.arm === name);
    if (own.length === 0) throw noFiles(name);
    return own.map((share) => ({
      checkpoint: share.checkpoint,
      body: share.body,
      sources: share.files,
      reading: shareReading(mapping, share, options),
    }));
  };
  const armless = shares.filter((share) => share.arm === null).flatMap((share) => share.files);
  if (armless.length > 0) say(`left out ${armless.length} of checkpoints whose rule names no arm`);
  const plan = options.plan === undefined ? { ...mapping.plan } : await readPlan(options.plan, {});
  return {
    treatment: arm("treatment"),
    baseline: arm("baseline"),
    plan: await readPlan(undefined, { ...plan, ...said }),
    suites: mapping.suites,
    ignored,
  };
}

function noFiles(arm: Arm): CommandError {
  return new CommandError(`needed result files of the ${arm}, found none that a reader knows (no_files)`);
}
