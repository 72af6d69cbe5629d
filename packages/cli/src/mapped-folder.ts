/** Result files of several checkpoints, shared out by a mapping file. */
import { Mapping } from "@evenmatch/contract/mapping";
import type { Source } from "@evenmatch/formats/source";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import { CommandError } from "./failure.ts";
import { mapFiles, type RuleProblem, type Share } from "./map-files.ts";
import { say } from "./output.ts";
import { problemLine } from "./problem-lines.ts";
import { selectSources } from "./select-sources.ts";
import { readSettings, type Settings, settingsAs } from "./settings-file.ts";

const kind = { what: "a mapping", code: "invalid_mapping" };

/** A file to read, and its path below the folder that was given. */
export type MappedSource = Source & { path: string };

export interface MappedFolder {
  mapping: Mapping;
  shares: Share<MappedSource>[];
}

/** @throws {CommandError} as `readSettings` and `settingsAs` */
export async function readMapping(file: string): Promise<{ mapping: Mapping; settings: Settings }> {
  const settings = await readSettings(file, kind);
  return { mapping: settingsAs(Mapping, settings, { code: kind.code }), settings };
}

/**
 * The result files of these folders, by checkpoint. Says which rules have no file and which files no reader knows.
 *
 * `otherwise`: the checkpoint of files that no rule fits; without it they are an error, for nothing is left out unseen.
 *
 * @throws {CommandError} a line for each rule that can't be, with its line in the mapping; each file that is nobody's
 */
export async function mappedFolder(
  paths: readonly string[],
  options: { map: string; otherwise?: string | undefined; closed?: boolean },
): Promise<MappedFolder & { ignored: string[] }> {
  const { mapping, settings } = await readMapping(options.map);
  const { sources, paths: below, ignored } = await selectSources(paths, { closed: options.closed === true });
  const files = sources.map((source): MappedSource => ({ ...source, path: below.get(source.name) ?? source.name }));
  const { shares, unmapped, problems, idle } = mapFiles(withRest(mapping, options.otherwise), files);
  const line = ({ path, text }: RuleProblem, code: string) =>
    problemLine({ place: `line ${settings.lineOf(path)}: /${path.join("/")}`, code, text }, settings.file);
  const isRest = ({ path }: RuleProblem) => path[0] === "checkpoints" && path[1] === mapping.checkpoints.length;
  for (const rule of idle) if (!isRest(rule)) say(line(rule, "idle_rule"));
  const wrong = [
    ...problems.map((problem) => line(problem, kind.code)),
    ...unmapped.map(({ name, path }) => {
      const text = `needed a rule of checkpoints that ${path} fits, found none in ${settings.file}; ignore it there, or name its checkpoint with --checkpoint`;
      return problemLine({ place: "", code: "unmapped_file", text }, name);
    }),
  ];
  if (wrong.length > 0) throw new CommandError(wrong);
  if (shares.length === 0) throw new CommandError("needed result files, found none that a reader knows (no_files)");
  return { mapping, shares, ignored };
}

function withRest(mapping: Mapping, otherwise: string | undefined): Mapping {
  if (otherwise === undefined) return mapping;
  return { ...mapping, checkpoints: [...mapping.checkpoints, { files: "**", checkpoint: otherwise }] };
}

/** How the files of a share are read: as the command's options say, and the mapping over them. */
export function shareReading(mapping: Mapping, share: Share<MappedSource>, options: ReadingOptions): ReadingOptions {
  return {
    ...options,
    ...(mapping.runs !== undefined && { runs: mapping.runs }),
    ...(mapping.tasks.length > 0 && { tasks: mapping.tasks }),
    files: share.readings,
  };
}
