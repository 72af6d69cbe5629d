/** What every route gets, whichever app serves it. */
import { Problem } from "@evenmatch/contract/problem";
import { Hono } from "hono";
import type { Environment } from "./environment.ts";
import { answerProblem } from "./problems.ts";

export interface AppOptions {
  /** host names that may be asked for; undefined: any (a gateway in front checks) */
  hosts?: readonly string[];
  log: (error: unknown) => void;
  newRequestId(): string;
}

/** What every route gets: a request id, a checked host, its time, and one place for errors. */
export function baseApp(options: AppOptions): Hono<Environment> {
  const app = new Hono<Environment>();
  app.use(async (c, next) => {
    const requestId = options.newRequestId();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    c.header("x-content-type-options", "nosniff");
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    if (options.hosts !== undefined && !options.hosts.includes(host)) {
      throw new Problem("host_not_allowed", `needed one of ${options.hosts.join(", ")} as host, found ${host}`);
    }
    const started = performance.now();
    await next();
    c.header("server-timing", `total;dur=${(performance.now() - started).toFixed(1)}`);
  });
  app.onError((error, c) => answerProblem(c, error, options.log));
  return app;
}

/** A route that exists under another method is 405, not 404. */
export function answerUnknown(app: Hono<Environment>): void {
  app.notFound((c) => {
    const allowed = ["GET", "PUT", "POST", "DELETE"].filter((method) =>
      app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method),
    );
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
