/** Problems as schemas, and bodies checked against theirs. Apart from the codes, so that answering reads needs no zod. */
import { z } from "zod";
import { Problem, type ProblemCode, type ProblemDetail } from "./problem.ts";

export const ProblemDetailSchema = z
  .object({
    place: z.string().meta({ description: "JSON pointer, line or archive member; empty for the whole." }),
    code: z.string(),
    text: z.string(),
  })
  .meta({ id: "ProblemDetail" });

/** The body of every error answer (application/problem+json). */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string().optional(),
    errors: z.array(ProblemDetailSchema).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details; `code` is stable." });

/** `value` checked against `schema`, or a problem that lists every error with its JSON pointer. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown, code: ProblemCode = "invalid_body"): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors: ProblemDetail[] = result.error.issues.slice(0, 50).map((issue) => ({
    place: issue.path.map((part) => `/${String(part)}`).join(""),
    code: issue.code ?? "invalid",
    text: issue.message,
  }));
  const first = errors[0];
  throw new Problem(code, first === undefined ? "it does not fit" : `${first.place || "/"}: ${first.text}`, errors);
}
