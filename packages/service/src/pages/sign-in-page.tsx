/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Page, page } from "./document.tsx";

/** Asks for a key; `to` is where to go with it, `refused` why the last one was not taken. */
export function signInPage({ to, refused }: { to: string; refused?: string }): Page {
  return page({
    title: "Sign in – Evenmatch",
    place: "sign-in",
    body: (
      <div class="sign-in">
        <h1 class="page-title">Sign in with a key</h1>
        <p class="quiet">
          A key of this project that may read. On your own machine, <code>evenmatch keys</code> says where the owner's
          is.
        </p>
        <form method="post" action="/sign-in">
          <input type="hidden" name="to" value={to} />
          <input type="text" name="username" autocomplete="username" value="evenmatch" hidden />
          <label for="key">key</label>
          <input
            type="password"
            id="key"
            name="key"
            required
            autocomplete="current-password"
            placeholder="em_…"
            spellcheck={false}
            {...(refused === undefined ? {} : { "aria-describedby": "refused", "aria-invalid": "true" })}
          />
          {refused === undefined ? null : (
            <p class="refused" id="refused" role="alert">
              {refused}
            </p>
          )}
          <button type="submit" class="primary">
            Sign in
          </button>
        </form>
        <p class="quiet">
          Signed in before, and came by a link from elsewhere? <a href={to}>Go on</a>.
        </p>
      </div>
    ),
  });
}
