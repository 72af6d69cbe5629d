/** Patterns of paths and task names, with the parts of a text that they name. */
import { ownValue } from "./own-value.ts";

type Token =
  | { kind: "text"; text: string }
  | { kind: "one"; across: boolean }
  /** `**` and a slash: no folder, or any number of them */
  | { kind: "folders" }
  | { kind: "any"; across: boolean; least: 0 | 1; name: string | null };

/** What a pattern found under each of its names; undefined where it does not fit. */
export type Fit = (text: string) => Record<string, string> | undefined;

/**
 * Does a text fit a pattern, and what stands where the pattern has names?
 *
 * `*` is any text, `?` one character, `{name}` a text of at least one character that is kept under that name; where
 * there is a choice the earlier part takes the more. In a path none of these crosses a slash, `**` does, and `**` with a
 * slash behind it stands for any folders, or none. Letters must agree in case. Time grows with the product of the two
 * lengths, whatever the pattern.
 *
 * @throws {RangeError} for a pattern that can't be understood: what was needed and what was found
 */
export function patternFit(pattern: string, of: "path" | "name"): Fit {
  const tokens = tokensOf(pattern, of === "name");
  return (text) => fitted(tokens, text);
}

/** The names that a pattern or a template has in braces. @throws {RangeError} as `patternFit` */
export function namesIn(pattern: string): string[] {
  return tokensOf(pattern, true).flatMap((token) => (token.kind === "any" && token.name !== null ? [token.name] : []));
}

/** A template with what a pattern found in place of the names in braces. `found` holds every name. */
export function filledIn(template: string, found: Readonly<Record<string, string>>): string {
  return template.replace(/\{([A-Za-z][A-Za-z0-9]*)\}/g, (whole, name: string) => ownValue(found, name) ?? whole);
}

function tokensOf(pattern: string, across: boolean): Token[] {
  const tokens: Token[] = [];
  const names = new Set<string>();
  const pieces = pattern.matchAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[{}]|[^*?{}]+/g);
  for (const [piece] of pieces) {
    if (piece === "**/" && !across) tokens.push({ kind: "folders" });
    else if (piece.startsWith("*"))
      tokens.push({ kind: "any", across: across || piece === "**", least: 0, name: null });
    else if (piece === "?") tokens.push({ kind: "one", across });
    else if (piece.startsWith("{") || piece === "}") {
      const name = /^\{([A-Za-z][A-Za-z0-9]*)\}$/.exec(piece)?.[1];
      if (name === undefined) throw new RangeError(`needed a name of letters and digits in braces, found ${piece}`);
      if (names.has(name)) throw new RangeError(`needed each name once, found {${name}} again`);
      names.add(name);
      tokens.push({ kind: "any", across, least: 1, name });
    } else tokens.push({ kind: "text", text: piece });
    // in a name, `**/` is any text and a slash
    if (piece === "**/" && across) tokens.push({ kind: "text", text: "/" });
  }
  return tokens;
}

function fitted(tokens: readonly Token[], text: string): Record<string, string> | undefined {
  const fits = fitsFrom(tokens, text);
  if (fits[0]?.[0] !== 1) return undefined;
  const found: Record<string, string> = {};
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    const start = at;
    const rest = fits[index + 1] as Uint8Array;
    at = longestEnd(token, text, at);
    while (rest[at] !== 1 || (token.kind === "folders" && at > start && text[at - 1] !== "/")) at -= 1;
    if (token.kind === "any" && token.name !== null) found[token.name] = text.slice(start, at);
  }
  return found;
}

/** [token][place]: 1 where the pattern from this token on fits the text from this place on. */
function fitsFrom(tokens: readonly Token[], text: string): Uint8Array[] {
  const table = Array.from({ length: tokens.length + 1 }, () => new Uint8Array(text.length + 1));
  (table[tokens.length] as Uint8Array)[text.length] = 1;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index] as Token;
    const rest = table[index + 1] as Uint8Array;
    const own = table[index] as Uint8Array;
    /** does the rest fit somewhere from here on, within what the token may cross? */
    let later = 0;
    for (let at = text.length; at >= 0; at -= 1) {
      const here = rest[at] as number;
      const slash = text[at] === "/";
      if (token.kind === "text") {
        own[at] = text.startsWith(token.text, at) ? (rest[at + token.text.length] as number) : 0;
      } else if (token.kind === "folders") {
        if (slash && rest[at + 1] === 1) later = 1;
        own[at] = here | later;
      } else {
        const crosses = at < text.length && (token.across || !slash);
        if (token.kind === "one") own[at] = crosses ? (rest[at + 1] as number) : 0;
        else {
          const beyond = crosses ? later : 0;
          later = here | beyond;
          own[at] = token.least === 1 ? beyond : later;
        }
      }
    }
  }
  return table;
}

/** The last place where a token that begins at `at` could end, whatever follows. */
function longestEnd(token: Token, text: string, at: number): number {
  if (token.kind === "text") return at + token.text.length;
  if (token.kind === "one") return at + 1;
  if (token.kind === "folders" || token.across) return text.length;
  const slash = text.indexOf("/", at);
  return slash < 0 ? text.length : slash;
}
