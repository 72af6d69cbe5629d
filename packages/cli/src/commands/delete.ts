import { ServiceError, serviceClient } from "@evenmatch/client";
import type { Deletion } from "@evenmatch/contract/deletion";
import { type Command, Option } from "commander";
import { shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { print, say } from "../output.ts";
import { problemLine } from "../problem-lines.ts";

interface Options {
  confirm?: string;
  yes?: true;
  server?: string;
  key?: string;
}

/** `evenmatch delete`: first what it would take with it, then, with the token, the deed. */
export function addDelete(program: Command): void {
  program
    .command("delete")
    .description(
      "delete a checkpoint, an experiment or everything of the project, after saying what that takes with it",
    )
    .argument("<kind>", "checkpoint, experiment or project")
    .argument("[id]", "its id; not for the project")
    .option("--confirm <token>", "the token of the first answer")
    .addOption(new Option("--yes", "don't ask: delete what stands there now").conflicts("confirm"))
    .addOption(shared.server())
    .addOption(shared.key())
    .action(remove);
}

function pathOf(kind: string, id: string | undefined): string {
  const named = kind === "checkpoint" || kind === "experiment";
  if (named && id !== undefined) return `/v1/${kind}s/${encodeURIComponent(id)}`;
  if (kind === "project" && id === undefined) return "/v1/project";
  const found = [kind, id].filter((part) => part !== undefined).join(" ");
  throw new CommandError(`needed checkpoint ID, experiment ID or project, found ${found}`, exitCodes.usage);
}

async function remove(kind: string, id: string | undefined, options: Options): Promise<void> {
  const { confirm, yes, server, key } = options;
  const path = pathOf(kind, id);
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const ask = (token: string | undefined) =>
    client.delete<Deletion>(token === undefined ? path : `${path}?confirm=${encodeURIComponent(token)}`);
  try {
    return done(await ask(confirm));
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "confirmation_needed") throw error;
    const token = error.errors.find(({ place }) => place === "confirm")?.text;
    if (yes && token !== undefined) return done(await ask(token));
    say(error.message);
    const affected = error.errors.filter(({ place }) => place !== "confirm");
    const again = ["evenmatch", "delete", kind, ...(id === undefined ? [] : [id]), "--confirm", token];
    throw new CommandError([
      ...affected.map((detail) => problemLine(detail)),
      `nothing was deleted; to do it: ${again.join(" ")} (confirmation_needed)`,
    ]);
  }
}

function done({ deleted, affected }: Deletion): void {
  const { results, uploads, comparisons } = affected;
  print(`deleted ${deleted}: ${results} results, ${uploads} uploads, ${comparisons.length} comparisons\n`);
}
