import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { serviceClient } from "@evenmatch/client";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Condition, Judged, Judgement } from "@evenmatch/service/gate";
import { type Command, Option } from "commander";
import { idArgument, numberArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { checkedComparison, currentComparison, settled } from "../current-comparison.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { print, say } from "../output.ts";

interface Options {
  require: string[];
  comparison?: string;
  format: "table" | "json";
  wait: number;
  server?: string;
  key?: string;
}

/** `evenmatch gate`: does a comparison meet what was required of it? */
export function addGate(program: Command): void {
  program
    .command("gate")
    .description(`end with ${exitCodes.notMet} unless a comparison meets every requirement, for scripts and CI`)
    .argument("[experiment]", "its id, unless --comparison names what is judged", idArgument)
    .requiredOption(
      "--require <conditions>",
      'what must hold, such as "gains>=10, regressions<=0, matched"; given again, all must hold',
      (text: string, before: string[] | undefined) => [...(before ?? []), text],
    )
    .option(
      "--comparison <file|digest>",
      "a comparison that `compare --format json` wrote, - for stdin, or one that the service has by its digest",
    )
    .addOption(new Option("--format <format>", "how to write it").choices(["table", "json"]).default("table"))
    .option("--wait <seconds>", "longest wait for the comparison of the latest results", numberArgument, 300)
    .addOption(shared.server())
    .addOption(shared.key())
    .action(gate);
}

async function gate(experiment: string | undefined, options: Options): Promise<void> {
  if ((experiment === undefined) === (options.comparison === undefined)) {
    const found = experiment === undefined ? "neither" : "both";
    throw new CommandError(`needed an experiment or --comparison, found ${found}`, exitCodes.usage);
  }
  const conditions = await conditionsOf(options.require);
  const judged = await judgedOf(experiment, options);
  const judgements = conditions.map((condition) => condition.judge(judged));
  const unmet = judgements.filter(({ isMet }) => !isMet);
  print(options.format === "json" ? gateJson(judged, judgements) : await gateText(judged, judgements));
  if (unmet.length === 0) return;
  const found = `${unmet.length} of ${judgements.length} that ${unmet.length === 1 ? "is" : "are"} not`;
  throw new CommandError(`needed every requirement met, found ${found} (not_met)`, exitCodes.notMet);
}

async function conditionsOf(texts: readonly string[]): Promise<Condition[]> {
  const { GateError, readConditions } = await import("@evenmatch/service/gate");
  return texts.flatMap((text) => {
    try {
      return readConditions(text);
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      throw new CommandError(`--require "${text}": ${error.message} (invalid_condition)`, exitCodes.usage);
    }
  });
}

async function judgedOf(experiment: string | undefined, options: Options): Promise<Judged> {
  const { comparison, wait, server, key } = options;
  if (comparison !== undefined && !/^[0-9a-f]{64}$/.test(comparison)) {
    return { comparison: await readComparison(comparison), isFresh: undefined };
  }
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  if (comparison !== undefined) {
    return {
      comparison: checkedComparison(await client.comparisonByDigest(comparison), client.url),
      isFresh: undefined,
    };
  }
  const id = experiment as string; // one of the two was given
  const state = await settled(client, id, wait * 1000);
  const isFresh = state.status === "current";
  if (!isFresh) say(`${id}: newer results are being compared; this is the comparison before them`);
  return { comparison: await currentComparison(client, id), isFresh };
}

async function readComparison(file: string): Promise<Comparison> {
  const place = file === "-" ? "stdin" : file;
  const text = file === "-" ? await textOf(process.stdin) : await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw new CommandError(`${place}: needed a comparison, found no such file (no_file)`);
  try {
    return checkedComparison(JSON.parse(text), place);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(`${place}: needed a comparison as JSON, found ${error.message} (malformed_json)`);
  }
}

/** The requirements beside what was found, under the sentences that no verdict may stand without. */
async function gateText({ comparison }: Judged, judgements: readonly Judgement[]): Promise<string> {
  const { headLines } = await import("@evenmatch/service/render/headline");
  const { plainText } = await import("@evenmatch/service/render/plain-text");
  const { columnTable } = await import("../columns.ts");
  const head = headLines(comparison)
    .filter(({ label }) => ["headline", "win rate", "compute", "missing", "warning"].includes(label))
    .map(({ label, text }) => `${label.padEnd(10)}${plainText(text)}\n`)
    .join("");
  const rows = judgements.map(({ condition, isMet, found }) => [
    isMet ? "met" : "NOT MET",
    condition,
    found === null ? "not known" : String(typeof found === "number" ? Number(found.toPrecision(6)) : found),
  ]);
  return `${head}\n${columnTable(["", "required", "found"], rows, new Set([0, 1, 2]))}\ndigest ${comparison.digest}\n`;
}

function gateJson({ comparison }: Judged, judgements: readonly Judgement[]): string {
  const { digest, headline, computeMatch, warnings } = comparison;
  const isMet = judgements.every((judgement) => judgement.isMet);
  return `${JSON.stringify({ isMet, conditions: judgements, digest, headline, computeMatch, warnings }, null, 2)}\n`;
}
