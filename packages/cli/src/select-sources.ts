import { headOf } from "@evenmatch/formats/head";
import type { Head } from "@evenmatch/formats/reader";
import { readers } from "@evenmatch/formats/readers/index";
import type { Source } from "@evenmatch/formats/source";
import { fileSource } from "./file-source.ts";
import { findFiles } from "./find-files.ts";

export interface Selected {
  sources: Source[];
  /** names of files in the folders that no reader knows */
  ignored: string[];
}

/**
 * The result files among what was named.
 *
 * Of a folder, the files that some reader takes, seen together with their neighbours: a samples file is known by the
 * results file beside it. Files that were named one by one are all kept, so that reading them says what is wrong.
 *
 * @throws {CommandError} as `findFiles`
 */
export async function selectSources(paths: readonly string[]): Promise<Selected> {
  const files = await findFiles(paths);
  const sources = await Promise.all(files.map(({ path }) => fileSource(path, path.replaceAll("\\", "/"))));
  if (files.every(({ walked }) => !walked)) return { sources, ignored: [] };
  const taken = await takenByReaders(sources);
  const kept = sources.filter((source, index) => files[index]?.walked !== true || taken.has(source));
  const ignored = sources.filter((source) => !kept.includes(source)).map(({ name }) => name);
  return { sources: kept, ignored };
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
