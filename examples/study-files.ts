import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A result file of a study, its path below the study's `results/`. */
export interface StudyFile {
  path: string;
  text: string;
}

export const arms = ["treatment", "baseline"] as const;
export type Arm = (typeof arms)[number];

/** Native rows, one a line. */
export function ndjson(file: string, rows: readonly object[]): StudyFile {
  return { path: file, text: rows.map((row) => `${JSON.stringify(row)}\n`).join("") };
}

/** A table: the header, and a line for each row. Cells hold neither commas nor quotes. */
export function csv(
  file: string,
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): StudyFile {
  return { path: file, text: [header, ...rows].map((cells) => `${cells.join(",")}\n`).join("") };
}

/** One indented JSON document. */
export function json(file: string, value: unknown): StudyFile {
  return { path: file, text: `${JSON.stringify(value, null, 1)}\n` };
}

/** Writes the files into `folder`, after removing what was there. */
export async function writeStudy(folder: string, files: readonly StudyFile[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.text);
  }
}

/** Writes a generator's files into `results/` beside it where that generator is what was run. */
export async function writeIfRun(generator: string, files: () => readonly StudyFile[]): Promise<void> {
  const file = fileURLToPath(generator);
  if (process.argv[1] === undefined || path.resolve(process.argv[1]) !== file) return;
  const folder = path.join(path.dirname(file), "results");
  const written = files();
  await writeStudy(folder, written);
  process.stdout.write(`wrote ${written.length} files into ${path.relative(process.cwd(), folder)}\n`);
}
