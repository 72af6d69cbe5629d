/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Page, page } from "./document.tsx";

/**
 * The page that computes a comparison again in the reader's browser. `digest`: of the comparison whose proof it fetches.
 * `links`: the origin where long answers lie, if not at the service itself.
 */
export function verifyPage(digest: string | undefined, links?: string): Page {
  const what = digest === undefined ? "a comparison" : `comparison ${digest.slice(0, 12)}`;
  return page({
    title: `Verify ${what} – Evenmatch`,
    place: "verify",
    script: "/verify.js",
    fetchesFrom: links,
    ...(digest === undefined ? {} : { digest }),
    body: (
      <div id="verification" {...(digest === undefined ? {} : { "data-proof": `/comparisons/${digest}/proof.json` })}>
        <h1 class="page-title">Verify {what}</h1>
        <p>
          The figures are computed again here, in this browser, from the scores of every item and the plan, by the code
          that the service runs. Nothing is sent anywhere.
        </p>
        <p>
          <label for="file">
            {digest === undefined ? "A proof file" : "Another proof, from a file"} (.json, .json.gz)
          </label>{" "}
          <input type="file" id="file" accept=".json,.gz,application/json,application/gzip" />
        </p>
        <noscript>
          <p>
            This page needs its script. The command does the same: <code>evenmatch verify</code>
          </p>
        </noscript>
        <p id="state" role="status" aria-live="polite" />
        <div id="outcome" />
      </div>
    ),
  });
}
