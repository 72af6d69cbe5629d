/** Who may see pages: the holder of a key, in a header or in the cookie that the key form set. */
import { Problem } from "@evenmatch/contract/problem";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { authorize } from "../access.ts";
import type { Dependencies } from "../dependencies.ts";
import { type Environment, gateOf } from "./environment.ts";
import { countRequest } from "./rate-limits.ts";

/** How long a browser keeps the key, s. */
const keptSeconds = 30 * 86_400;

const isSecure = (c: Context) => new URL(c.req.url).protocol === "https:";

/**
 * The cookie's name and marks. Over https it is bound to this host; without, on one's own machine, it carries the port,
 * for a browser shows the cookies of one port to all others of the host.
 */
function cookieOf(c: Context) {
  const { port } = new URL(c.req.url);
  const marks = { path: "/", httpOnly: true, sameSite: "Strict" as const };
  return isSecure(c)
    ? { name: "evenmatch", prefix: "host" as const, marks: { ...marks, secure: true } }
    : { name: `evenmatch-${port === "" ? "80" : port}`, prefix: undefined, marks };
}

/** Lets a reader pass; sends everybody else to the key form. */
export function requireReader(deps: Pick<Dependencies, "table">): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const { name, prefix } = cookieOf(c);
    const kept = prefix === undefined ? getCookie(c, name) : getCookie(c, name, prefix);
    const header = c.req.header("authorization") ?? (kept === undefined ? undefined : `Bearer ${kept}`);
    try {
      const gate = gateOf(c, deps);
      const caller = await authorize(gate, header, "read");
      c.set("caller", caller);
      await countRequest(c, gate, caller);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "unauthorized" || c.req.header("authorization") !== undefined) {
        throw error;
      }
      const { pathname, search } = new URL(c.req.url);
      return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303);
    }
    return next();
  };
}

/** Keeps the key in the caller's browser. @throws {Problem} where the key is none, or may not read */
export async function keepKey(c: Context<Environment>, deps: Pick<Dependencies, "table">, key: string): Promise<void> {
  await authorize(gateOf(c, deps), `Bearer ${key}`, "read");
  const { name, prefix, marks } = cookieOf(c);
  setCookie(c, name, key, { ...marks, maxAge: keptSeconds, ...(prefix === undefined ? {} : { prefix }) });
}

/** Makes the caller's browser forget the key. */
export function forgetKey(c: Context): void {
  const { name, prefix, marks } = cookieOf(c);
  deleteCookie(c, prefix === undefined ? name : `__Host-${name}`, marks);
}

/** Where to go after signing in: a place of this service, or its first page. */
export function placeAfter(to: string | undefined): string {
  const isOwn = to !== undefined && to.length <= 2000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(to);
  return isOwn ? to : "/experiments";
}
