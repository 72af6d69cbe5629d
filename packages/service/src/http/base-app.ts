/** What every route gets, whichever app serves it. */
import { Problem } from "@evenmatch/contract/problem";
import { Hono } from "hono";
import type { Environment } from "./environment.ts";
import { servicePath } from "./long-answers.ts";
import { answerProblem } from "./problems.ts";
import { makeRates, type RateLimits, type Rates } from "./rate-limits.ts";
import { type Log, requestEntry } from "./request-log.ts";
import { crossOrigin, setSafeHeaders } from "./safe-headers.ts";

export interface AppOptions extends Log {
  /** host names that may be asked for; undefined: any (a gateway in front checks) */
  hosts?: readonly string[];
  newRequestId(): string;
  /** requests a minute; undefined: the defaults */
  limits?: Partial<RateLimits>;
  /** what has been counted; undefined: nothing yet */
  rates?: Rates;
}

const hostName = (host = "") => host.replace(/:\d+$/, "").toLowerCase();

/** May a Host header be asked for? */
export const isServedHost = (host: string | undefined, hosts: readonly string[] | undefined): boolean =>
  hosts === undefined || hosts.includes(hostName(host));

/** What every route gets: a request id, a checked host, its time, and one place for errors. */
export function baseApp(options: AppOptions & { now: () => number }): Hono<Environment> {
  const app = new Hono<Environment>({ getPath: servicePath });
  const rates = options.rates ?? makeRates(options.limits);
  app.use(async (c, next) => {
    c.set("now", options.now);
    c.set("rates", rates);
    const requestId = options.newRequestId();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    setSafeHeaders(c);
    const started = performance.now();
    await next();
    const elapsedMs = performance.now() - started;
    c.header("server-timing", `total;dur=${elapsedMs.toFixed(1)}`);
    options.logRequest?.(requestEntry(c, elapsedMs));
  });
  app.use(async (c, next) => {
    const { hosts = [] } = options;
    const host = c.req.header("host");
    // an address may name another host than the header
    const named = options.hosts === undefined ? undefined : new URL(c.req.url).host;
    if (isServedHost(host, options.hosts) && isServedHost(named, options.hosts)) return next();
    throw new Problem(
      "host_not_allowed",
      `needed one of ${hosts.join(", ")} as host, found ${hostName(isServedHost(host, hosts) ? named : host)}`,
    );
  });
  app.use(crossOrigin);
  app.onError((error, c) => answerProblem(c, error, options.log));
  return app;
}

/** A route that exists under another method is 405, not 404. */
export function answerUnknown(app: Hono<Environment>): void {
  app.notFound((c) => {
    const allowed = ["GET", "PUT", "POST", "DELETE"]
      .filter((method) => app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method))
      .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    if (allowed.length === 0) {
      return answerProblem(c, new Problem("not_found", `no route ${c.req.path}`), () => undefined);
    }
    c.header("allow", allowed.join(", "));
    const needed = allowed.join(" or ");
    return answerProblem(
      c,
      new Problem("method_not_allowed", `needed ${needed}, found ${c.req.method}`),
      () => undefined,
    );
  });
}
