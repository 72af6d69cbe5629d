/** What tells how to use the service: a page for people, a text in brief, the document of both. */
import { openApiDocument } from "@evenmatch/contract/openapi";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { docsPage } from "../pages/docs-page.tsx";
import type { OpenApi } from "../pages/open-api.ts";
import { llmsText } from "../render/llms-text.ts";
import type { Environment } from "./environment.ts";
import { sendPage } from "./send-page.ts";

/** `/docs`, `/llms.txt` and `/openapi.json`: open to everybody, for they say nothing of any project. */
export function docsRoutes(): Hono<Environment> {
  const app = new Hono<Environment>();
  app.use("/docs", compress());
  app.get("/openapi.json", (c) => c.json(openApiDocument()));
  app.get("/docs", (c) => sendPage(c, docsPage(openApiDocument() as OpenApi)));
  app.get("/llms.txt", (c) =>
    c.body(llmsText(openApiDocument() as OpenApi), 200, { "content-type": "text/plain; charset=utf-8" }),
  );
  return app;
}
