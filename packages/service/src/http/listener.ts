/** The service as a listener of Node's HTTP server. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Dependencies } from "../dependencies.ts";
import { fullApp } from "./app.ts";
import type { AppOptions } from "./base-app.ts";
import { fromMemory } from "./from-memory.ts";
import { makeRates } from "./rate-limits.ts";

/** Answers out of this process' memory what it can, and everything else by the app. */
export function requestListener(
  deps: Dependencies,
  options: AppOptions,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const rates = makeRates(options.limits);
  const isAnswered = fromMemory(deps, { ...options, rates });
  const answer = getRequestListener(fullApp(deps, { ...options, rates }).fetch, { hostname: "127.0.0.1" });
  return (incoming, outgoing) => {
    const answered = isAnswered(incoming, outgoing);
    if (answered === true) return;
    const byTheApp = () => void answer(incoming, outgoing);
    if (answered === false) byTheApp();
    else answered.then((done) => done || byTheApp(), byTheApp);
  };
}
