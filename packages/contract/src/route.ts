/** What the OpenAPI document knows of a route. */
import { z } from "zod";
import { limits } from "./limits.ts";

export interface Route {
  method: "get" | "put" | "post" | "delete";
  path: string;
  summary: string;
  /** the least scope of a key; `share`: the token of a share in the path; `none`: anybody */
  scope: "read" | "write" | "admin" | "share" | "none";
  body?: z.ZodType;
  /** the body may be left out */
  optionalBody?: true;
  /** where the body is bytes, not JSON */
  bytes?: true;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  answers: Readonly<Record<number, z.ZodType | null>>;
  /** the first answer's media type, where it is no JSON */
  text?: string;
  /** further media types of the first answer */
  media?: readonly string[];
  problems: readonly number[];
  /** its problems are pages for people */
  pageProblems?: true;
}

/** The query of lists. */
export const page = z.object({
  limit: z.coerce.number().int().min(1).max(500).optional(),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/)
    .max(limits.cursor)
    .optional()
    .meta({ description: "`next` of the page before." }),
});

export const listOf = (item: z.ZodType) => z.object({ items: z.array(item), next: z.string().nullable() });
