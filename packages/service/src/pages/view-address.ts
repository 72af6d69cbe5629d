import { plainView, type View } from "./arrange.ts";

/** The query that asks for a view, from its first `?`; `?` alone asks for the plain one. */
export function viewAddress(view: View): string {
  const query = new URLSearchParams();
  for (const name of ["group", "sort", "domain", "trait", "role", "find", "by"] as const) {
    if (view[name] !== plainView[name]) query.set(name, view[name]);
  }
  for (const verdict of view.verdict) query.append("verdict", verdict);
  return `?${query}`;
}
