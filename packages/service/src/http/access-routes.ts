/** Projects, keys, shares, and the audit log. */
import { KeyRequest, KeyRotation, ProjectRequest, ShareRequest } from "@evenmatch/contract/access";
import { pageOfAudit } from "@evenmatch/store";
import { type Context, Hono } from "hono";
import {
  createKey,
  createProject,
  createShare,
  describeProject,
  listKeys,
  listShares,
  revokeKey,
  revokeShare,
  rotateKey,
} from "../credentials.ts";
import type { Dependencies } from "../dependencies.ts";
import { bodyText, jsonAs, jsonBody } from "./body.ts";
import { cursorOf, pageOf } from "./cursor.ts";
import { type Environment, projectOf, requireScope } from "./environment.ts";
import { idParam } from "./id-param.ts";

/** What holds a secret is kept by nobody on the way. */
const unkept = { "cache-control": "no-store" };

/**
 * Who may do what. An answer that holds a secret is not remembered by Idempotency-Key: remembering would store the
 * secret.
 */
export function accessRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const read = requireScope(deps, "read");
  const write = requireScope(deps, "write");
  const admin = requireScope(deps, "admin");
  const caller = (c: Context<Environment>) => c.get("caller");

  app.get("/v1/project", read, async (c) => c.json(await describeProject(deps, caller(c))));
  app.post("/v1/projects", admin, async (c) => {
    const { name } = await jsonBody(c, ProjectRequest);
    return c.json(await createProject(deps, caller(c), name), 201, unkept);
  });

  app.post("/v1/keys", admin, async (c) => {
    const request = await jsonBody(c, KeyRequest);
    return c.json(await createKey(deps, caller(c), request), 201, unkept);
  });
  app.get("/v1/keys", admin, async (c) => {
    const { items, next } = await listKeys(deps, projectOf(c), pageOf(c));
    return c.json({ items, next: cursorOf(next) });
  });
  app.post("/v1/keys/:id/rotate", admin, async (c) => {
    const id = idParam(c, "id");
    const text = await bodyText(c, 10_000);
    const { graceSeconds } = jsonAs(text === "" ? "{}" : text, KeyRotation);
    return c.json(await rotateKey(deps, caller(c), { id, graceSeconds }), 201, unkept);
  });
  app.delete("/v1/keys/:id", admin, async (c) => c.json(await revokeKey(deps, projectOf(c), idParam(c, "id"))));

  app.post("/v1/shares", write, async (c) => {
    const request = await jsonBody(c, ShareRequest);
    return c.json(await createShare(deps, caller(c), request), 201, unkept);
  });
  app.get("/v1/shares", write, async (c) => {
    const { items, next } = await listShares(deps, projectOf(c), pageOf(c));
    return c.json({ items, next: cursorOf(next) });
  });
  app.delete("/v1/shares/:share", write, async (c) =>
    c.json(await revokeShare(deps, projectOf(c), idParam(c, "share"))),
  );

  app.get("/v1/audit", admin, async (c) => {
    const { items, next } = await pageOfAudit(deps.table, projectOf(c), pageOf(c));
    return c.json({ items, next: cursorOf(next) });
  });
  return app;
}
