/** Every error becomes one answer, here. */
import { Problem, problemBody } from "@evenmatch/contract/problem";
import { ItemTooLongError } from "@evenmatch/store/table";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Environment } from "./environment.ts";

/** RFC 9457; what is not a Problem is ours, and says nothing of itself to the caller. */
export function answerProblem(
  c: Context<Environment>,
  error: unknown,
  log: (error: unknown, requestId?: string) => void,
): Response {
  const problem = problemOf(error);
  if (problem.code === "internal") log(error, c.get("requestId"));
  return c.body(JSON.stringify(problemBody(problem, c.get("requestId"))), problem.status as ContentfulStatusCode, {
    "content-type": "application/problem+json",
    ...(problem.code === "unauthorized" ? { "www-authenticate": 'Bearer realm="evenmatch"' } : {}),
  });
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ItemTooLongError) return new Problem("payload_too_large", `the body: ${error.message}`);
  return new Problem("internal", "an error of ours; the request id helps to find it");
}
