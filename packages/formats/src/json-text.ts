import { setMember } from "./json-members.ts";
import type { Json } from "./reader.ts";

export class JsonTextError extends Error {
  readonly code: "invalid_json" | "too_deep" | "duplicate_key";

  constructor(code: JsonTextError["code"], text: string) {
    super(text);
    this.name = "JsonTextError";
    this.code = code;
  }
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const spacePattern = /[ \t\n\r]*/y;

/**
 * JSON with bare NaN and ±Infinity, duplicate keys refused, nesting bounded: the careful parser behind `parseJson`,
 * which is asked only where the engine's own says no or hides something.
 *
 * With `prefix`, text that ends early or goes wrong is no error: what was complete until there is returned, in
 * containers that may be cut.
 *
 * @throws {JsonTextError}
 */
export function parseJsonText(text: string, options: { maxDepth: number; prefix?: boolean }): Json {
  const prefix = options.prefix ?? false;
  /** thrown once the text has run out in prefix mode: containers catch it and return what they have */
  const ended = Symbol("ended");
  let at = 0;

  function space(): void {
    spacePattern.lastIndex = at;
    spacePattern.exec(text);
    at = spacePattern.lastIndex;
    if (at >= text.length && prefix) stop();
  }

  function stop(): never {
    at = text.length;
    throw ended;
  }

  function fail(needed: string): never {
    if (prefix) stop();
    const found = at < text.length ? JSON.stringify(text.slice(at, at + 20)) : "the end";
    throw new JsonTextError("invalid_json", `needed ${needed} at character ${at}, found ${found}`);
  }

  function word(spelled: string, value: Json): Json {
    if (text.startsWith(spelled, at)) {
      at += spelled.length;
      return value;
    }
    return fail("a JSON value");
  }

  function string(): string {
    const start = at;
    at += 1;
    for (;;) {
      const quote = text.indexOf('"', at);
      const slash = text.indexOf("\\", at);
      if (quote < 0) {
        at = text.length;
        fail("the end of a string");
      }
      if (slash < 0 || slash > quote) {
        at = quote + 1;
        break;
      }
      at = slash + 2;
    }
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      at = start;
      return fail("a JSON string");
    }
  }

  function number(): number {
    numberPattern.lastIndex = at;
    const found = numberPattern.exec(text);
    if (found === null) return fail("a JSON value");
    // what looks like a whole number may go on where the text was cut
    if (prefix && /^[0-9.eE+-]*$/.test(text.slice(numberPattern.lastIndex))) stop();
    at = numberPattern.lastIndex;
    return Number(found[0]);
  }

  function array(depth: number): Json {
    const values: Json[] = [];
    try {
      at += 1;
      space();
      if (text[at] === "]") {
        at += 1;
        return values;
      }
      for (;;) {
        const inner = value(depth);
        values.push(inner);
        space();
        if (text[at] === "]") {
          at += 1;
          return values;
        }
        if (text[at] !== ",") fail("a comma or the end of an array");
        at += 1;
        space();
      }
    } catch (error) {
      if (error !== ended) throw error;
      return values;
    }
  }

  function object(depth: number): Json {
    const members: Record<string, Json> = {};
    try {
      at += 1;
      space();
      if (text[at] === "}") {
        at += 1;
        return members;
      }
      for (;;) {
        if (text[at] !== '"') fail("a key");
        const key = string();
        if (Object.hasOwn(members, key)) {
          if (prefix) stop();
          throw new JsonTextError("duplicate_key", `needed each key once, found ${JSON.stringify(key)} again`);
        }
        space();
        if (text[at] !== ":") fail("a colon");
        at += 1;
        space();
        setMember(members, key, value(depth));
        space();
        if (text[at] === "}") {
          at += 1;
          return members;
        }
        if (text[at] !== ",") fail("a comma or the end of an object");
        at += 1;
        space();
      }
    } catch (error) {
      if (error !== ended) throw error;
      return members;
    }
  }

  function value(depth: number): Json {
    if (depth >= options.maxDepth) {
      if (prefix) stop();
      throw new JsonTextError("too_deep", `needed at most ${options.maxDepth} levels of nesting, found more`);
    }
    switch (text[at]) {
      case "{":
        return object(depth + 1);
      case "[":
        return array(depth + 1);
      case '"':
        return string();
      case "t":
        return word("true", true);
      case "f":
        return word("false", false);
      case "n":
        return word("null", null);
      case "N":
        return word("NaN", Number.NaN);
      case "I":
        return word("Infinity", Number.POSITIVE_INFINITY);
      case "-":
        return text[at + 1] === "I" ? word("-Infinity", Number.NEGATIVE_INFINITY) : number();
      default:
        return number();
    }
  }

  try {
    space();
    const document = value(0);
    if (prefix) return document;
    space();
    if (at < text.length) fail("the end");
    return document;
  } catch (error) {
    if (error === ended) throw new JsonTextError("invalid_json", "needed a JSON value, found the end");
    throw error;
  }
}
