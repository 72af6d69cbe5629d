/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { raw } from "hono/html";

/** Data for the page's script; no browser runs it. */
export function JsonData({ id, value }: { id: string; value: unknown }) {
  return (
    <script type="application/json" id={id}>
      {raw(JSON.stringify(value).replaceAll("<", "\\u003c"))}
    </script>
  );
}
