import { expandSources } from "@evenmatch/formats/archive";
import { headOf } from "@evenmatch/formats/head";
import type { Head } from "@evenmatch/formats/reader";
import { readers } from "@evenmatch/formats/readers/index";
import type { Source } from "@evenmatch/formats/source";
import { fileSource } from "./file-source.ts";
import { findFiles } from "./find-files.ts";

export interface Selected {
  sources: Source[];
  /** by name, the path below the folder that was named */
  paths: ReadonlyMap<string, string>;
  /** names of files in the folders and archives that no reader knows */
  ignored: string[];
}

interface Candidate {
  source: Source;
  /** passed over where no reader knows it */
  optional: boolean;
}

/**
 * The result files among what was named.
 *
 * Of a folder, and of an archive of one, the files that some reader takes, seen together with their neighbours: a
 * samples file is known by the results file beside it. Files that were named one by one are all kept, so that reading
 * them says what is wrong. With `closed`, archives are left as they are.
 *
 * @throws {CommandError} as `findFiles`
 */
export async function selectSources(paths: readonly string[], { closed = false } = {}): Promise<Selected> {
  const candidates: Candidate[] = [];
  const below = new Map<string, string>();
  for (const { path, below: own, walked } of await findFiles(paths)) {
    const source = await fileSource(path, path.replaceAll("\\", "/"));
    const inside = closed ? [source] : await expandSources([source]);
    for (const member of inside) {
      below.set(member.name, own + member.name.slice(source.name.length));
      candidates.push({ source: member, optional: member === source ? walked : member.problem === undefined });
    }
  }
  if (candidates.every(({ optional }) => !optional)) {
    return { sources: candidates.map(({ source }) => source), paths: below, ignored: [] };
  }
  const taken = await takenByReaders(candidates.map(({ source }) => source));
  const isKept = ({ source, optional }: Candidate) => !optional || taken.has(source);
  return {
    sources: candidates.filter(isKept).map(({ source }) => source),
    paths: below,
    ignored: candidates.filter((candidate) => !isKept(candidate)).map(({ source }) => source.name),
  };
}

async function takenByReaders(sources: readonly Source[]): Promise<Set<Source>> {
  const taken = new Set<Source>();
  let left: Head[] = [];
  for (const source of sources) if (source.size > 0) left.push(await headOf(source));
  for (const reader of readers) {
    const heads = new Set(reader.group(left).flatMap((group) => group.sources));
    for (const head of heads) taken.add(head.source);
    left = left.filter((head) => !heads.has(head));
  }
  return taken;
}
