import { Id } from "@evenmatch/contract/ids";
import { parseAs } from "@evenmatch/contract/parse";
import type { Context } from "hono";
import type { Environment } from "./environment.ts";

/** An id of the path. @throws {Problem} invalid_id */
export const idParam = (c: Context<Environment>, name: string): string => parseAs(Id, c.req.param(name), "invalid_id");
