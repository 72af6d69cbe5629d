import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Client, serviceClient } from "@evenmatch/client";
import type { KeyEntry, KeyRequest, KeyScope, NewKey, ProjectAnswer } from "@evenmatch/contract/access";
import { type Command, Option } from "commander";
import { countArgument, idArgument, shared } from "../arguments.ts";
import { findService, homeFolder, ownerKeyOf } from "../connection.ts";
import { print, say } from "../output.ts";
import { everyPage } from "../pages.ts";

interface Service {
  server?: string;
  key?: string;
}

const dayMs = 86_400_000;

/** `evenmatch keys`: who may ask the service, and for what. */
export function addKeys(program: Command): void {
  const keys = program
    .command("keys")
    .description("keys of the project: list them, make one, give one a new secret, end one");
  const command = (name: string, description: string, options = {}) =>
    keys.command(name, options).description(description).addOption(shared.server()).addOption(shared.key());
  command("list", "say where the owner's key is, and list the keys (never the keys themselves)", {
    isDefault: true,
  }).action(listKeys);
  command("create", "make a key; it is printed this once")
    .argument("<name>", "what it is for")
    .addOption(new Option("--scope <scope>", "what it may do").choices(["read", "write", "admin"]).default("read"))
    .option("--days <n>", "how long it works; for ever unless said", countArgument)
    .action(createKey);
  command("rotate", "make a new secret for a key; it is printed this once")
    .argument("<id>", "id of the key", idArgument)
    .option("--grace <seconds>", "how long the old secret still works", countArgument, 0)
    .action(rotateKey);
  command("revoke", "end a key at once, for good").argument("<id>", "id of the key", idArgument).action(revokeKey);
}

const clientFor = async ({ server, key }: Service): Promise<Client> =>
  serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));

/** Facts of a key on one line. */
function keyLine({ id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: KeyEntry): string {
  return [
    id,
    name,
    scopes.join("+"),
    `made ${createdAt}`,
    lastUsedAt === null ? "never used" : `used ${lastUsedAt}`,
    ...(revokedAt === null ? [] : [`revoked ${revokedAt}`]),
    ...(expiresAt === null ? [] : [`expires ${expiresAt}`]),
  ].join("  ");
}

async function listKeys(options: Service): Promise<void> {
  print(`owner's key: ${path.join(homeFolder(undefined), "owner-key")}\n`);
  const client = await clientFor(options);
  for await (const entry of everyPage<KeyEntry>(client, "/v1/keys")) print(`${keyLine(entry)}\n`);
}

async function createKey(
  name: string,
  { scope, days, ...service }: Service & { scope: KeyScope; days?: number },
): Promise<void> {
  const client = await clientFor(service);
  const expiresAt = days === undefined ? {} : { expiresAt: new Date(Date.now() + days * dayMs).toISOString() };
  const request: KeyRequest = { name, scopes: [scope], ...expiresAt };
  const made = await client.post<NewKey>("/v1/keys", request);
  say(`key ${made.id} of scope ${scope}; it is shown this once:`);
  print(`${made.key}\n`);
}

async function rotateKey(id: string, { grace, ...service }: Service & { grace: number }): Promise<void> {
  const connection = await findService({
    ...(service.server && { server: service.server }),
    ...(service.key && { key: service.key }),
  });
  const client = serviceClient(connection);
  const asking = (await client.get<ProjectAnswer>("/v1/project")).key;
  const made = await client.post<NewKey>(`/v1/keys/${encodeURIComponent(id)}/rotate`, { graceSeconds: grace });
  const isOwners = asking.id === id && connection.key === (await ownerKeyOf(connection.url));
  if (isOwners) {
    await writeFile(path.join(homeFolder(undefined), "owner-key"), `${made.key}\n`, { mode: 0o600 });
    say(`key ${made.id} takes the place of ${id}, in the owner's file too`);
    return;
  }
  say(`key ${made.id} takes the place of ${id}; it is shown this once:`);
  print(`${made.key}\n`);
}

async function revokeKey(id: string, service: Service): Promise<void> {
  const client = await clientFor(service);
  const entry = await client.delete<KeyEntry>(`/v1/keys/${encodeURIComponent(id)}`);
  print(`${keyLine(entry)}\n`);
}
