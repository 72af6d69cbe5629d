import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Page } from "../pages/document.tsx";
import type { Environment } from "./environment.ts";

/** Answers with a page under its own policy; nobody may frame, keep or refer to it. */
export function sendPage(
  c: Context<Environment>,
  { html, policy }: Page,
  status: ContentfulStatusCode = 200,
): Response {
  c.header("content-security-policy", policy);
  // the address of a shared page is its secret
  c.header("referrer-policy", c.get("shared") === undefined ? "same-origin" : "no-referrer");
  c.header("cross-origin-opener-policy", "same-origin");
  c.header("cache-control", "private, no-cache");
  c.header("vary", "cookie, authorization");
  return c.html(html, status);
}
