/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Page, page } from "./document.tsx";

export interface Message {
  title: string;
  detail: string;
  /** for whoever asks about it */
  code: string;
  requestId?: string;
  /** what it says may change soon */
  refresh?: number;
}

/** A page that says one thing: not there, not allowed, not ready. */
export function messagePage({ title, detail, code, requestId, refresh }: Message): Page {
  return page({
    title: `${title} – Evenmatch`,
    place: "experiments",
    ...(refresh === undefined ? {} : { refresh }),
    body: (
      <>
        <h1 class="page-title">{title}</h1>
        <p aria-live="polite">
          {refresh === undefined ? null : <progress aria-label="being computed" />} {detail}
        </p>
        <p class="quiet">
          <code>{code}</code>
          {requestId === undefined ? "" : ` · request ${requestId}`}
        </p>
      </>
    ),
  });
}
