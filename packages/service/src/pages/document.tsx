/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { createHash } from "node:crypto";
import { raw } from "hono/html";
import { fontFaces } from "./font.ts";
import { pageScript } from "./script.ts";
import { pageStyle } from "./style.ts";
import { ShapeDefinitions } from "./verdict-shape.tsx";

const places = ["experiments", "checkpoints", "suites", "uploads", "verify", "docs"] as const;

export interface PageOptions {
  title: string;
  /** of the comparison that the page shows */
  digest?: string;
  /** one sentence for whoever sees only that */
  description?: string;
  /** the page's own place in the navigation; undefined: a file, which has none */
  place?: (typeof places)[number] | "sign-in" | "shared";
  /** seconds after which an unfinished page looks again */
  refresh?: number;
  /** a script of the service's own that this page needs besides, by its path */
  script?: string;
  /** an origin besides the service's own from which that script fetches */
  fetchesFrom?: string | undefined;
  /** what stands in `<main>` */
  body: unknown;
}

export interface Page {
  html: string;
  /** Content-Security-Policy that allows this page's own style and script, and nothing else */
  policy: string;
}

/** A whole page: no request to anybody but the service itself, and none at all from a file. */
export function page(options: PageOptions): Page {
  const style = fontFaces() + pageStyle;
  const served = options.place !== undefined;
  const rules = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    // the statistics draw by WebAssembly where they may
    `script-src '${hashOf(pageScript)}'${options.script === undefined ? "" : " 'self' 'wasm-unsafe-eval'"}`,
    "font-src data:",
    "img-src data:",
    "base-uri 'none'",
    `form-action ${served ? "'self'" : "'none'"}`,
    ...(served ? [`connect-src 'self'${options.fetchesFrom === undefined ? "" : ` ${options.fetchesFrom}`}`] : []),
  ];
  // a policy in the page itself can't speak of frames
  const policy = [...rules, "frame-ancestors 'none'"].join("; ");
  const html = <Shell {...options} style={style} metaPolicy={served ? undefined : rules.join("; ")} />;
  return { html: `<!doctype html>\n${withoutControls(String(html))}\n`, policy };
}

/** Names come from other people's logs: none may end a line or turn the direction of the text around it. */
function withoutControls(html: string): string {
  return html.replace(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/gu, "");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

type ShellProps = PageOptions & { style: string; metaPolicy: string | undefined };

function Shell({ title, description, digest, place, refresh, script, body, style, metaPolicy }: ShellProps) {
  const withoutPlaces = place === "sign-in" || place === "shared";
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        {metaPolicy === undefined ? null : <meta http-equiv="content-security-policy" content={metaPolicy} />}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="generator" content="Evenmatch" />
        {digest === undefined ? null : <meta name="evenmatch-digest" content={digest} />}
        {description === undefined ? null : <meta name="description" content={description} />}
        {refresh === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(refresh)} />
          </noscript>
        )}
        <title>{title}</title>
        <link
          rel="icon"
          href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 1v14' stroke='%23586370'/%3E%3Cpath d='M3 5h11' stroke='%230064ad' stroke-width='3'/%3E%3Cpath d='M1 11h9' stroke='%23b84600' stroke-width='3'/%3E%3C/svg%3E"
        />
        <style>{raw(style)}</style>
      </head>
      <body>
        <a class="skip" href="#main">
          to the content
        </a>
        {place === undefined ? null : (
          <nav aria-label="the service">
            {place === "shared" ? (
              <span class="brand">Evenmatch</span>
            ) : (
              <a class="brand" href="/experiments">
                Evenmatch
              </a>
            )}
            {withoutPlaces
              ? null
              : places.map((name) => (
                  <a href={`/${name}`} {...(name === place ? { "aria-current": "page" } : {})}>
                    {name}
                  </a>
                ))}
            {withoutPlaces ? null : (
              <form method="post" action="/sign-out">
                <button type="submit">sign out</button>
              </form>
            )}
          </nav>
        )}
        <ShapeDefinitions />
        <main id="main" tabindex={-1} {...(refresh === undefined ? {} : { "data-refresh": String(refresh) })}>
          {body}
        </main>
        <div id="tip" role="tooltip" hidden />
        <script>{raw(pageScript)}</script>
        {script === undefined ? null : <script type="module" src={script} />}
      </body>
    </html>
  );
}
