import type { FileReportBody } from "@evenmatch/contract/upload";
import type { ReadingOptions } from "@evenmatch/service/read-files";
import { type Command, Option } from "commander";
import { addReadingOptions } from "../arguments.ts";
import { CommandError } from "../failure.ts";
import { print } from "../output.ts";
import { isLost, reportLines } from "../problem-lines.ts";
import { suiteLines } from "../suite-lines.ts";
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
  const { prepareUpload } = await import("@evenmatch/service/prepare-upload");
  const { selectSources } = await import("../select-sources.ts");
  const { sources, ignored } = await selectSources(files);
  sayIgnored(ignored);
  if (sources.length === 0) throw new CommandError("needed result files, found none that a reader knows (no_files)");
  const { reports } = await prepareUpload(sources, reading);
  print(
    format === "json" ? `${JSON.stringify(reports, null, 2)}\n` : reports.flatMap(fileLines).join("\n").concat("\n"),
  );
  const lines = reportLines(reports);
  if (lines.length > 0) throw new CommandError(lines);
}

function fileLines(report: FileReportBody): string[] {
  const { file, format, rows, rejected, headerMatches, suites, notes } = report;
  const matches = { true: "the file's own figures agree", false: "the file's own figures differ", not_comparable: "" };
  const facts = [
    format ?? "unknown format",
    `${rows} ${rows === 1 ? "row" : "rows"}`,
    ...(rejected === 0 ? [] : [`${rejected} rejected`]),
    ...(isLost(report) ? ["nothing counts"] : []),
    ...[matches[`${headerMatches}`]].filter((text) => text !== ""),
  ];
  return [
    `${file}: ${facts.join(", ")}`,
    ...suiteLines(suites).map((line) => `  ${line}`),
    ...[...new Set(suites.map(({ why }) => why))].slice(0, 3).map((why) => `  suite: ${why}`),
    ...notes.map(({ code, text }) => `  note: ${text} (${code})`),
  ];
}
