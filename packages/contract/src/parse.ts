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
  const [issue] = result.error.issues;
  const limit = code === "invalid_body" && issue !== undefined ? limitCode(issue) : undefined;
  throw new Problem(
    limit ?? code,
    first === undefined ? "it does not fit" : `${first.place || "/"}: ${first.text}`,
    errors,
  );
}

/** Codes of lists that have one of their own, by the list's place in the body. */
const listCodes: Readonly<Record<string, ProblemCode>> = { rows: "too_many_rows", files: "too_many_files" };

/** The code of a limit that was passed; undefined where something else does not fit. */
function limitCode(issue: z.core.$ZodIssue): ProblemCode | undefined {
  if (issue.code !== "too_big") return undefined;
  if (issue.origin === "string") return "name_too_long";
  if (issue.origin === "array") return listCodes[String(issue.path.at(-1))] ?? "too_many_values";
  return undefined;
}
