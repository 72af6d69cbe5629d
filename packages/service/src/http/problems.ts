/** Every error becomes one answer, here. */
import { Problem, problemBody } from "@evenmatch/contract/problem";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Environment } from "./environment.ts";

/** RFC 9457; what is not a Problem is ours, and says nothing of itself to the caller. */
export function answerProblem(
  c: Context<Environment>,
  error: unknown,
  log: (error: unknown, requestId?: string) => void,
): Response {
  const known = error instanceof Problem;
  if (!known) log(error, c.get("requestId"));
  const problem = known ? error : new Problem("internal", "an error of ours; the request id helps to find it");
  return c.body(JSON.stringify(problemBody(problem, c.get("requestId"))), problem.status as ContentfulStatusCode, {
    "content-type": "application/problem+json",
    ...(problem.code === "unauthorized" ? { "www-authenticate": 'Bearer realm="evenmatch"' } : {}),
  });
}
