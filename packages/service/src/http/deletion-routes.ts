/** Deleting: the first request says what would go, the second, with the token of that answer, does it. */
import { type Context, Hono } from "hono";
import { deleteTarget, type Target } from "../deletion/deletion.ts";
import type { Dependencies } from "../dependencies.ts";
import { type Environment, projectOf, requireScope } from "./environment.ts";
import { idParam } from "./id-param.ts";

export function deletionRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const admin = requireScope(deps, "admin");
  const answer = async (c: Context<Environment>, target: Target) =>
    c.json(await deleteTarget(deps, { project: projectOf(c), target, confirm: c.req.query("confirm") }));

  app.delete("/v1/checkpoints/:checkpoint", admin, (c) =>
    answer(c, { kind: "checkpoint", checkpoint: idParam(c, "checkpoint") }),
  );
  app.delete("/v1/experiments/:experiment", admin, (c) =>
    answer(c, { kind: "experiment", experiment: idParam(c, "experiment") }),
  );
  app.delete("/v1/project", admin, (c) => answer(c, { kind: "project" }));
  return app;
}
