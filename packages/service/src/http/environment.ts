/** What a request carries through the app. */
import type { ApiKeyItem, Scope } from "@evenmatch/store";
import type { Context, MiddlewareHandler } from "hono";
import { authorize } from "../access.ts";
import type { Dependencies } from "../dependencies.ts";

export interface Environment {
  Variables: { requestId: string; caller: ApiKeyItem };
}

/** Lets a request pass whose key reaches the scope. */
export function requireScope(deps: Pick<Dependencies, "table">, scope: Scope): MiddlewareHandler<Environment> {
  return async (c, next) => {
    c.set("caller", await authorize(deps.table, c.req.header("authorization"), scope));
    await next();
  };
}

export const projectOf = (c: Context<Environment>): string => c.get("caller").project;
