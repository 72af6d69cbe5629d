import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { serviceClient } from "@evenmatch/client";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import { type Command, Option } from "commander";
import { addReadingOptions, idArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import type { ExportedFile, ExportFormat } from "../export-files.ts";
import type { Exported } from "../export-sources.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { print, say } from "../output.ts";
import { progress } from "../progress.ts";
import { sayIgnored } from "./push.ts";

interface Options extends ReadingOptions {
  as?: "files" | "experiment" | "checkpoint" | "digest";
  format: ExportFormat;
  to?: string;
  force?: true;
  checkpoint: string;
  map?: string;
  developer: string;
  organization: string;
  collection: string;
  server?: string;
  key?: string;
}

/** `evenmatch export`: scores as they were counted, in formats that others read. */
export function addExport(program: Command): void {
  addReadingOptions(program.command("export"))
    .description("write scores as native rows, Parquet or Every Eval Ever")
    .argument("<what...>", "an experiment, a checkpoint, a comparison's digest; or result files and folders")
    .addOption(
      new Option("--as <kind>", "what it names, where a file, an experiment and a checkpoint share a name").choices([
        "files",
        "experiment",
        "checkpoint",
        "digest",
      ]),
    )
    .addOption(
      new Option("--format <format>", "the format").choices(["ndjson", "parquet", "every-eval-ever"]).default("ndjson"),
    )
    .option("--to <folder>", "where to write; without it one file goes to stdout")
    .option("--force", "write over files that are there")
    .option("--checkpoint <id>", "of files: whose they are", idArgument, "files")
    .option("--map <file>", "of files: mapping file")
    .option("--developer <name>", "Every Eval Ever: who developed the model", idArgument, "unknown")
    .option("--organization <name>", "Every Eval Ever: who reports", "unknown")
    .option("--collection <name>", "Every Eval Ever: the collection", idArgument, "evenmatch")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(exportResults);
}

async function exportResults(what: string[], options: Options): Promise<void> {
  const { checkpoints, plan, lines } = await gathered(what, options);
  if (checkpoints.every(({ results }) => results.length === 0)) {
    throw new CommandError([...lines, "needed results to export, found none (no_results)"]);
  }
  const { exportFiles } = await import("../export-files.ts");
  const { format, developer, organization, collection } = options;
  const retrievedAt = String(Math.floor(Date.now() / 1000));
  const files = exportFiles(
    { checkpoints, lines, ...(plan && { plan }) },
    { format, developer, organization, collection, retrievedAt },
  );
  await write(files, options);
  if (lines.length > 0) throw new CommandError(lines);
}

async function gathered(what: string[], options: Options): Promise<Exported> {
  const sources = await import("../export-sources.ts");
  const [name = "", ...others] = what;
  const onDisk = await Promise.all(what.map(exists));
  if (options.as === "files" || (options.as === undefined && onDisk.some(Boolean))) {
    const { server: _, key: __, as: ___, format: ____, to: _____, force: ______, ...reading } = options;
    const { ignored, ...exported } = await sources.exportedFiles(what, reading);
    sayIgnored(ignored);
    return exported;
  }
  if (others.length > 0) {
    throw new CommandError(`needed files, or one name of the service, found ${what.join(" and ")}`, exitCodes.usage);
  }
  const { server, key } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const bar = progress("export");
  try {
    if (options.as === "digest" || (options.as === undefined && /^[0-9a-f]{64}$/.test(name))) {
      return await sources.exportedComparison(client, name, bar.at);
    }
    if (options.as !== "checkpoint") {
      const digest = await sources.digestOfExperiment(client, name);
      if (digest !== undefined) return await sources.exportedComparison(client, digest, bar.at);
      if (options.as === "experiment") throw new CommandError(`no experiment ${name} (not_found)`);
    }
    return await sources.exportedCheckpoint(client, name, bar.at);
  } finally {
    bar.stop();
  }
}

async function exists(name: string): Promise<boolean> {
  return stat(name).then(
    () => true,
    () => false,
  );
}

async function write(files: readonly ExportedFile[], { to, force }: Options): Promise<void> {
  const results = files.filter(({ name }) => name !== "evenmatch.yaml");
  const [only] = results;
  if (to === undefined) {
    if (results.length !== 1 || only === undefined) {
      const names = results.map(({ name }) => name).join(", ");
      throw new CommandError(`needed --to FOLDER for ${results.length} files: ${names} (several_files)`);
    }
    process.stdout.write(only.bytes);
    return;
  }
  const places = files.map(({ name, bytes }) => ({ file: path.join(to, name), bytes }));
  if (force !== true) {
    for (const { file } of places) {
      if (await exists(file))
        throw new CommandError(`${file}: needed a new file, found one: --force writes over it (file_exists)`);
    }
  }
  for (const { file, bytes } of places) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    print(`${file}\n`);
  }
  say(`wrote ${places.length} ${places.length === 1 ? "file" : "files"}`);
}
