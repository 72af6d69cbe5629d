import path from "node:path";
import type { Command } from "commander";
import { shared } from "../arguments.ts";
import { serviceClient } from "../client.ts";
import { findService, homeFolder } from "../connection.ts";
import { print } from "../output.ts";

interface KeyEntry {
  id: string;
  name?: string;
  scopes?: string[];
  createdAt?: string;
  revokedAt?: string | null;
}

/** `evenmatch keys`: where the owner's key is, and which keys there are. */
export function addKeys(program: Command): void {
  program
    .command("keys")
    .description("say where the owner's key is, and list the keys of the project (never the keys themselves)")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(listKeys);
}

async function listKeys({ server, key }: { server?: string; key?: string }): Promise<void> {
  print(`owner's key: ${path.join(homeFolder(undefined), "owner-key")}\n`);
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { items } = await client.get<{ items: KeyEntry[] }>("/v1/keys");
  for (const { id, name, scopes, createdAt, revokedAt } of items) {
    const facts = [id, name, scopes?.join("+"), createdAt, revokedAt ? `revoked ${revokedAt}` : undefined];
    print(`${facts.filter((fact) => fact !== undefined && fact !== "").join("  ")}\n`);
  }
}
