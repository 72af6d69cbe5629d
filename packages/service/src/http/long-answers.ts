/**
 * Answers that are longer than a function may give. Where blobs can be fetched by a link, such an answer is put there and
 * the caller sent to it; everywhere else it is given as it is.
 */
import { createHash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getPath } from "hono/utils/url";
import { answerBlob } from "../blob-places.ts";
import type { Dependencies } from "../dependencies.ts";
import { drawnByAccept } from "./accepted-types.ts";
import type { Environment } from "./environment.ts";

/**
 * The longest answer that is given as it is, bytes. Lambda takes 6 MB, of a document in which quotes and line ends are
 * escaped, and bytes are written as text: half of that always fits.
 */
const longestAnswer = 3_000_000;

/** Paths below it are those of the whole service, whichever function serves the same paths without it. */
const whole = "/whole";

/** What the answer says of its bytes; the place that it is moved to says them instead. */
const ofTheBytes = ["content-type", "content-encoding", "content-length", "content-disposition", "etag"];

/** A request's path in the service. */
export function servicePath(request: Request): string {
  const path = getPath(request);
  return path.startsWith(`${whole}/`) ? path.slice(whole.length) : path;
}

/** Sends the callers of long answers to where the blobs are, if blobs have links. */
export function linkLongAnswers({ blobs }: Pick<Dependencies, "blobs">): MiddlewareHandler<Environment> {
  const links = originOfLinks({ blobs });
  // told to whoever asks first
  links.catch(() => undefined);
  return async (c, next) => {
    await next();
    if (!isWhole(c)) return;
    const content = {
      contentType: c.res.headers.get("content-type") ?? "application/octet-stream",
      contentEncoding: c.res.headers.get("content-encoding") ?? undefined,
    };
    if ((await links) === undefined) return;
    const bytes = await longBytes(c);
    if (bytes === undefined) return;
    const key = answerBlob(createHash("sha256").update(bytes).digest("hex"));
    const link = await blobs.linkFor(key, content);
    if (link === undefined) throw new Error(`needed a link to ${key}, found none`);
    await blobs.put(key, bytes);
    sendTo(c, link);
  };
}

/** Where long answers lie; undefined: with the service itself. */
export async function originOfLinks({ blobs }: Pick<Dependencies, "blobs">): Promise<string | undefined> {
  const link = await blobs.linkFor(answerBlob("0".repeat(64)), { contentType: "application/json" });
  return link === undefined ? undefined : new URL(link).origin;
}

/** Sends the callers of what the light function can't answer to the one that can: drawings by Accept, long answers. */
export const sendToWhole: MiddlewareHandler<Environment> = async (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  const there = `${whole}${pathname}${search}`;
  if (c.req.method === "GET" && drawnByAccept(c.req.header("accept")) !== undefined) return c.redirect(there, 303);
  await next();
  if (isWhole(c) && (await longBytes(c)) !== undefined) sendTo(c, there);
  return undefined;
};

/** A document was asked for, and it is all there. */
const isWhole = (c: Context<Environment>): boolean => c.req.method === "GET" && c.res.status === 200;

/** The answer's bytes, if they are too many; others stay what is answered. */
async function longBytes(c: Context<Environment>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  if (bytes.length > longestAnswer) return bytes;
  replace(c, new Response(bytes, c.res));
  return undefined;
}

function sendTo(c: Context<Environment>, address: string): void {
  const headers = new Headers(c.res.headers);
  for (const name of ofTheBytes) headers.delete(name);
  headers.set("location", address);
  headers.set("cache-control", "private, no-store");
  replace(c, new Response(null, { status: 303, headers }));
}

/** Set anew: a second answer would take over the first one's headers. */
function replace(c: Context<Environment>, answer: Response): void {
  c.res = undefined;
  c.res = answer;
}
