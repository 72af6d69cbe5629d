/**
 * ETags of what is declared, and what a PUT may demand of them: `If-Match` (nobody changed it since I read it),
 * `If-None-Match: *` (it is not there yet).
 *
 * An ETag has one part of what was declared and, where an answer also says how things stand, one of that: a PUT is held
 * to the first alone, for a comparison that has moved on changes no declaration.
 */
import { Problem } from "@evenmatch/contract/problem";
import { digestOf } from "@evenmatch/store/canonical";
import type { Context } from "hono";
import type { Environment } from "./environment.ts";
import { holds } from "./respond.ts";

/** Refuses a write that was meant for another state; gets what is declared now, undefined: nothing. */
export type Expectation = (declared: object | undefined) => void;

const partOf = (value: object) => digestOf(value).slice(0, 32);

/** ETag of an answer: of what is declared in it, and of the state beside that. */
export function tagOf(declared: object, state?: object): string {
  return `"${partOf(declared)}${state === undefined ? "" : `.${partOf(state)}`}"`;
}

/** Sets the ETag; true where the caller holds this very answer. */
export function isHeld(c: Context<Environment>, tag: string): boolean {
  c.header("etag", tag);
  c.header("cache-control", "private, no-cache");
  return holds(c, tag);
}

const tagsOf = (header: string | undefined): string[] | undefined =>
  header?.split(",").map((tag) => tag.trim().replace(/^(?:W\/)?"([^".]*)(?:\.[^"]*)?"$/, "$1"));

/** What the request's headers demand. The writer calls it with what it is about to replace, in the same attempt. */
export function expectationOf(c: Context<Environment>): Expectation {
  const match = tagsOf(c.req.header("if-match"));
  const none = tagsOf(c.req.header("if-none-match"));
  return (declared) => {
    const found = declared === undefined ? undefined : partOf(declared);
    const isAmong = (tags: readonly string[]) => found !== undefined && (tags.includes("*") || tags.includes(found));
    if (match !== undefined && !isAmong(match)) {
      const what = found === undefined ? "nothing there" : `"${found}"`;
      throw new Problem("precondition_failed", `if-match: needed ${c.req.header("if-match")}, found ${what}`);
    }
    if (none !== undefined && isAmong(none)) {
      throw new Problem("precondition_failed", `if-none-match: needed none of its tags, found "${found}"`);
    }
  };
}
