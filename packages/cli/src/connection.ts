/** Where the service is, and the key for it. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Connection } from "@evenmatch/client";
import { CommandError } from "./failure.ts";

/** The folder of the one-machine service. */
export function homeFolder(given: string | undefined): string {
  return path.resolve(given ?? process.env.EVENMATCH_HOME ?? ".evenmatch");
}

/**
 * The service to talk to: as said by options, else by EVENMATCH_URL and EVENMATCH_KEY, else the one that runs on this
 * machine, which leaves its address and its owner's key in its home folder.
 *
 * @throws {CommandError} where no address or no key is found
 */
export async function findService(options: { server?: string; key?: string }): Promise<Connection> {
  const home = homeFolder(undefined);
  const url = options.server ?? process.env.EVENMATCH_URL ?? (await written(path.join(home, "url")));
  if (url === undefined) {
    throw new CommandError(
      `needed a running service, found none: no --server, no EVENMATCH_URL, no ${path.join(home, "url")}; start one with \`npx evenmatch serve\` (no_service)`,
    );
  }
  if (!/^https?:\/\//.test(url))
    throw new CommandError(`needed an http(s) address of the service, found ${url} (no_service)`);
  const key = options.key ?? process.env.EVENMATCH_KEY ?? (await ownerKeyOf(url));
  if (key === undefined) {
    throw new CommandError(`needed a key for ${url}, found none: give --key or EVENMATCH_KEY (no_key)`);
  }
  return { url: url.replace(/\/+$/, ""), key };
}

/** The owner's key goes to the service that wrote it and to no other address. */
export async function ownerKeyOf(url: string): Promise<string | undefined> {
  const home = homeFolder(undefined);
  const own = await written(path.join(home, "url"));
  if (own === undefined || new URL(own).origin !== new URL(url).origin) return undefined;
  return written(path.join(home, "owner-key"));
}

async function written(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim() === "" ? undefined : text.trim();
}
