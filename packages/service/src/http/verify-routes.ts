/** The verification page, its script, and the proof for whoever reads pages. */
import { Hono } from "hono";
import { compress } from "hono/compress";
import { verifyScript } from "../browser/verify-script.ts";
import { comparisonByDigest } from "../comparison-body.ts";
import type { Dependencies } from "../dependencies.ts";
import { verifyPage } from "../pages/verify-page.tsx";
import { makeProof } from "../verify/make-proof.ts";
import { type Environment, projectOf } from "./environment.ts";
import { originOfLinks } from "./long-answers.ts";
import { requireReader } from "./page-access.ts";
import { holds } from "./respond.ts";
import { sendPage } from "./send-page.ts";

/** `/verify` is for everybody: it takes a file of the reader's own. A comparison's page needs the reader's key. */
export function verifyRoutes(deps: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const reader = requireReader(deps);
  app.use("/verify.js", compress());
  app.use("/comparisons/:digest/proof.json", compress());

  app.get("/verify", (c) => sendPage(c, verifyPage(undefined)));
  app.get("/verify.js", async (c) => {
    const { text, hash } = await verifyScript();
    const etag = `"${hash}"`;
    c.header("etag", etag);
    c.header("cache-control", "no-cache");
    if (holds(c, etag)) return c.body(null, 304);
    return c.body(text, 200, { "content-type": "text/javascript; charset=utf-8" });
  });
  app.get("/comparisons/:digest{[0-9a-f]{64}}/verify", reader, async (c) => {
    const found = await comparisonByDigest(deps, projectOf(c), c.req.param("digest"));
    return sendPage(c, verifyPage(found.digest, await originOfLinks(deps)));
  });
  app.get("/comparisons/:digest{[0-9a-f]{64}}/proof.json", reader, async (c) => {
    const project = projectOf(c);
    const found = await comparisonByDigest(deps, project, c.req.param("digest"));
    return c.json(await makeProof(deps, project, found), 200, { "cache-control": "private, no-cache" });
  });
  return app;
}
