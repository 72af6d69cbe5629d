import type { ReadingOptions } from "@evenmatch/service/read-files";
import { type Command, Option } from "commander";
import { addReadingOptions } from "../arguments.ts";
import { CommandError } from "../failure.ts";
import { fileLines } from "../file-lines.ts";
import { inspectedFile } from "../inspected-file.ts";
import { print } from "../output.ts";
import { reportLines } from "../problem-lines.ts";
import { sayIgnored } from "./push.ts";

interface Options extends ReadingOptions {
  format: "text" | "json";
}

/** `evenmatch inspect`: what would be counted of these files? Nothing is sent. */
export function addInspect(program: Command): void {
  addReadingOptions(program.command("inspect"))
    .description("say what these result files hold, without sending anything")
    .argument("<files...>", "result files, or folders of them")
    .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
    .action(inspect);
}

async function inspect(files: string[], { format, ...reading }: Options): Promise<void> {
  const { readFiles } = await import("@evenmatch/service/read-files");
  const { selectSources } = await import("../select-sources.ts");
  const { sources, ignored } = await selectSources(files);
  sayIgnored(ignored);
  if (sources.length === 0) throw new CommandError("needed result files, found none that a reader knows (no_files)");
  const { reports } = await readFiles(sources, reading);
  const text =
    format === "json" ? JSON.stringify(reports.map(inspectedFile), null, 2) : reports.flatMap(fileLines).join("\n");
  print(`${text}\n`);
  const lines = reportLines(reports);
  if (lines.length > 0) throw new CommandError(lines);
}
