import { type Client, serviceClient } from "@evenmatch/client";
import type { NewShare, ShareEntry, ShareRequest } from "@evenmatch/contract/access";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { Command } from "commander";
import { idArgument, positiveArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { CommandError } from "../failure.ts";
import { print, say } from "../output.ts";
import { everyPage } from "../pages.ts";

interface Service {
  server?: string;
  key?: string;
}

const dayMs = 86_400_000;

/** `evenmatch share`: a link to one comparison, for whoever has it. */
export function addShare(program: Command): void {
  const share = program
    .command("share")
    .description("links to a comparison, which need no key: make one, list them, end one");
  const command = (name: string, description: string, options = {}) =>
    share.command(name, options).description(description).addOption(shared.server()).addOption(shared.key());
  command("create", "make a link to a comparison as it is now; it is printed this once", { isDefault: true })
    .argument("<experiment>", "an experiment, for its current comparison, or a comparison's digest", idArgument)
    .option("--days <n>", "how long it works, at most 366", positiveArgument, 30)
    .option("--name <text>", "what it is for")
    .action(createShare);
  command("list", "list the links (never their secrets)").action(listShares);
  command("revoke", "end a link at once, for good").argument("<id>", "id of the share", idArgument).action(revokeShare);
}

const clientFor = async ({ server, key }: Service): Promise<Client> =>
  serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));

async function digestOf(client: Client, of: string): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(of)) return of;
  const { digest } = await client.get<ExperimentAnswer>(`/v1/experiments/${encodeURIComponent(of)}`);
  if (digest !== null) return digest;
  throw new CommandError(`${of}: needed a comparison to share, found none yet (comparison_pending)`);
}

async function createShare(
  of: string,
  { days, name, ...service }: Service & { days: number; name?: string },
): Promise<void> {
  const client = await clientFor(service);
  const request: ShareRequest = {
    digest: await digestOf(client, of),
    expiresAt: new Date(Date.now() + days * dayMs).toISOString(),
    ...(name === undefined ? {} : { name }),
  };
  const made = await client.post<NewShare>("/v1/shares", request);
  say(
    `share ${made.id} of comparison ${made.digest.slice(0, 12)} until ${made.expiresAt}; a page, and a table to read:`,
  );
  print(`${client.url}${made.page}\n${client.url}${made.csv}\n`);
}

async function listShares(service: Service): Promise<void> {
  const client = await clientFor(service);
  for await (const { id, name, digest, expiresAt, revokedAt, lastUsedAt } of everyPage<ShareEntry>(
    client,
    "/v1/shares",
  )) {
    const end = revokedAt === null ? `expires ${expiresAt}` : `revoked ${revokedAt}`;
    const use = lastUsedAt === null ? "never used" : `used ${lastUsedAt}`;
    print(`${[id, name, digest.slice(0, 12), end, use].join("  ")}\n`);
  }
}

async function revokeShare(id: string, service: Service): Promise<void> {
  const client = await clientFor(service);
  const { revokedAt } = await client.delete<ShareEntry>(`/v1/shares/${encodeURIComponent(id)}`);
  print(`${id}  revoked ${revokedAt}\n`);
}
