/** What a push has to send: the files of one checkpoint, or a folder shared out by a mapping file. */
import type { Checkpoint } from "@evenmatch/contract/checkpoint";
import type { Plan } from "@evenmatch/contract/plan";
import type { SuiteDeclaration } from "@evenmatch/contract/suite";
import type { Source } from "@evenmatch/formats/source";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import { CommandError } from "./failure.ts";
import { mappedFolder, shareReading } from "./mapped-folder.ts";
import { selectSources } from "./select-sources.ts";

export interface PushShare {
  checkpoint: string;
  arm: "treatment" | "baseline" | null;
  /** what is declared of the checkpoint; {} for nothing */
  body: Checkpoint;
  sources: Source[];
  reading: ReadingOptions;
}

export interface PushWork {
  shares: PushShare[];
  /** suites to declare before */
  suites: Readonly<Record<string, SuiteDeclaration>>;
  /** the experiment whose arms the checkpoints join; null for none */
  experiment: string | null;
  /** the experiment's plan, where the mapping has one */
  plan?: Plan | undefined;
  /** names of files that are passed over: no reader knows them */
  ignored: string[];
}

/** @throws {CommandError} where there is nothing to send, and as `mappedFolder` */
export async function pushWork(
  files: readonly string[],
  options: ReadingOptions & { checkpoint?: string; map?: string; raw?: boolean },
): Promise<PushWork> {
  const { checkpoint, map, raw = false, ...reading } = options;
  if (map === undefined) {
    const { sources, ignored } = await selectSources(files, { closed: raw });
    if (sources.length === 0) throw new CommandError("needed result files, found none that a reader knows (no_files)");
    const share = { checkpoint: checkpoint ?? "", arm: null, body: {}, sources, reading };
    return { shares: [share], suites: {}, experiment: null, ignored };
  }
  const { mapping, shares, ignored } = await mappedFolder(files, { map, otherwise: checkpoint, closed: raw });
  return {
    shares: shares.map((share) => ({
      checkpoint: share.checkpoint,
      arm: share.arm,
      body: share.body,
      sources: share.files,
      reading: shareReading(mapping, share, reading),
    })),
    suites: mapping.suites,
    experiment: mapping.experiment ?? null,
    plan: mapping.plan,
    ignored,
  };
}
