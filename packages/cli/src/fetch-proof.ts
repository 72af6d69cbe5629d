/** A proof from wherever it lies. */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { serviceClient } from "@evenmatch/client";
import { parseAs } from "@evenmatch/contract/parse";
import { Proof } from "@evenmatch/contract/proof";
import { findService } from "./connection.ts";
import { CommandError } from "./failure.ts";

/** Most bytes of a proof once it is no longer compressed. */
const longestProof = 1 << 30;

/**
 * The proof in a file, or of a comparison that a service has, named by its digest or by an address that holds it.
 *
 * `asked`: the digest that it was asked for by; null: it came as a file.
 *
 * @throws {CommandError} where it can't be read; {Problem} invalid_proof where it is none; {ServiceError} where the
 *   service says no
 */
export async function fetchProof(
  place: string,
  options: { server?: string; key?: string },
): Promise<{ proof: Proof; asked: string | null }> {
  const address = /^https?:\/\//.test(place) ? new URL(place) : undefined;
  const digest = /^[0-9a-f]{64}$/.exec(place)?.[0] ?? /\/([0-9a-f]{64})(?=[/.]|$)/.exec(address?.pathname ?? "")?.[1];
  if (address !== undefined && digest === undefined) {
    throw new CommandError(`needed an address with the digest of a comparison, found ${place} (no_digest)`);
  }
  if (digest === undefined) return { proof: await readProof(place), asked: null };
  const server = options.server ?? address?.origin;
  const { key } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const { text } = await client.fetchText(`/v1/comparisons/${digest}/verify`);
  return { proof: parseProof(text, `${client.url}`), asked: digest };
}

async function readProof(file: string): Promise<Proof> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file}: needed a proof file, a digest or an address, found ${error.code} (no_proof)`);
  });
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseProof((isGzip ? unpacked(bytes, file) : bytes).toString("utf8"), file);
}

function unpacked(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: longestProof });
  } catch (error) {
    throw new CommandError(`${file}: needed whole gzip data, found: ${(error as Error).message} (invalid_gzip)`);
  }
}

function parseProof(text: string, place: string): Proof {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${place}: needed JSON, found: ${(error as Error).message} (malformed_json)`);
  }
  return parseAs(Proof, value, "invalid_proof");
}
