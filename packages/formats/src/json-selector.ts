import { ContentError } from "./content-error.ts";
import { parseJsonBytes } from "./json.ts";
import { maxJsonDepth, maxTakenBytes } from "./limits.ts";
import type { Json } from "./reader.ts";

export type JsonPath = readonly (string | number)[];

/** What to do with a value before it is read: parse it, look inside it, or pass over it unread. */
export type Choice = "take" | "enter" | "skip";

export type Selected =
  | { type: "value"; path: JsonPath; value: Json }
  /** the container that was entered has ended */
  | { type: "end"; path: JsonPath };

const quote = 34;
const backslash = 92;

type State = "value" | "first_value" | "key" | "first_key" | "in_key" | "colon" | "after" | "run" | "done";

interface Container {
  isArray: boolean;
  keys: Set<string> | undefined;
}

/** What a document yields as its bytes are pushed. */
export interface JsonSelector {
  /** the next bytes; chunks may end anywhere */
  push(chunk: Uint8Array): void;
  /** no bytes are left. @throws {ContentError} `truncated` */
  end(): void;
  /** what was selected since the last time */
  drain(): Selected[];
}

/** The machine behind `selectJson`: one pass over the bytes, one state, no recursion. @throws {ContentError} */
export function jsonSelector(
  choose: (path: JsonPath) => Choice,
  where: { file: string; place?: string },
): JsonSelector {
  let out: Selected[] = [];
  let state: State = "value";
  const stack: Container[] = [];
  const path: (string | number)[] = [];
  let bomAllowed = true;

  // a value or key that is being passed: what kind, how deep, whether inside a string
  let kind: "container" | "string" | "scalar" = "scalar";
  let depth = 0;
  let inString = false;
  let escaped = false;
  let startsKey = false;
  let taking = false;
  let taken: Uint8Array[] = [];
  let takenBytes = 0;

  function placed(): { file: string; place: string } {
    const pointer = path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    return { file: where.file, place: [where.place, pointer].filter(Boolean).join(" ") };
  }

  function fail(needed: string, found: number): never {
    const text = `needed ${needed}, found ${JSON.stringify(String.fromCharCode(found))}`;
    throw new ContentError("invalid_json", text, placed());
  }

  /** the chunk ends inside a value: what there is of it is copied, for the chunk may be reused by its source */
  function spill(chunk: Uint8Array, from: number, to: number): void {
    if (!taking || to === from) return;
    countTaken(to - from);
    taken.push(Uint8Array.prototype.slice.call(chunk, from, to));
  }

  function countTaken(bytes: number): void {
    takenBytes += bytes;
    if (takenBytes > maxTakenBytes) {
      throw new ContentError("too_large", `needed a value of at most ${maxTakenBytes} bytes, found more`, placed());
    }
  }

  /** The value that ends before `to`. */
  function takenJson(chunk: Uint8Array, from: number, to: number): Json {
    countTaken(to - from);
    takenBytes = 0;
    if (taken.length === 0) return plainScalar(chunk, from, to) ?? parseTaken(chunk.subarray(from, to));
    const bytes = Buffer.concat([...taken, chunk.subarray(from, to)]);
    taken = [];
    return parseTaken(bytes);
  }

  function parseTaken(bytes: Uint8Array): Json {
    try {
      return parseJsonBytes(bytes, where);
    } catch (error) {
      // the place is worked out only now: it is asked for once, values are parsed by the million
      if (error instanceof ContentError) throw new ContentError(error.code, error.message, placed());
      throw error;
    }
  }

  function valueEnded(chunk: Uint8Array, from: number, to: number): void {
    if (taking) out.push({ type: "value", path: [...path], value: takenJson(chunk, from, to) });
    taking = false;
    afterValue();
  }

  function afterValue(): void {
    const top = stack.at(-1);
    if (top === undefined) state = "done";
    else state = "after";
  }

  /** true where a container was entered */
  function startValue(byte: number): boolean {
    const top = stack.at(-1);
    if (top?.isArray === true) path.push(nextIndex.at(-1) as number);
    const choice = choose(path);
    const opens = byte === 123 || byte === 91;
    if (opens && choice === "enter") {
      if (stack.length >= maxJsonDepth) tooDeep();
      stack.push({ isArray: byte === 91, keys: byte === 123 ? new Set() : undefined });
      nextIndex.push(0);
      state = byte === 91 ? "first_value" : "first_key";
      return true;
    }
    taking = choice !== "skip";
    state = "run";
    depth = 0;
    escaped = false;
    inString = false;
    kind = opens ? "container" : byte === quote ? "string" : "scalar";
    if (kind === "scalar" && !isScalarStart(byte)) fail("a JSON value", byte);
    return false;
  }

  const nextIndex: number[] = [];

  function tooDeep(): never {
    throw new ContentError("too_deep", `needed at most ${maxJsonDepth} levels of nesting, found more`, placed());
  }

  function leave(): void {
    stack.pop();
    nextIndex.pop();
    out.push({ type: "end", path: [...path] });
    afterValue();
  }

  /** passes over the value from `at`; returns where it stopped */
  function run(chunk: Uint8Array, from: number): number {
    let at = from;
    if (kind === "scalar") {
      while (at < chunk.length && !isDelimiter(chunk[at] as number)) at += 1;
      if (at < chunk.length) valueEnded(chunk, from, at);
      else spill(chunk, from, at);
      return at;
    }
    const length = chunk.length;
    while (at < length) {
      if (inString) {
        if (escaped) {
          escaped = false;
          at += 1;
          continue;
        }
        const close = chunk.indexOf(quote, at);
        const stop = close < 0 ? length : close;
        // backslashes right before the quote decide whether it closes the string
        let slashes = 0;
        while (stop - 1 - slashes >= at && chunk[stop - 1 - slashes] === backslash) slashes += 1;
        escaped = slashes % 2 === 1;
        at = stop;
        if (close < 0) break;
        if (escaped) {
          escaped = false;
          at += 1;
          continue;
        }
        inString = false;
        at += 1;
        if (kind === "string" || depth === 0) {
          valueEnded(chunk, from, at);
          return at;
        }
        continue;
      }
      const byte = chunk[at] as number;
      at += 1;
      if (byte === quote) {
        inString = true;
      } else if (byte === 123 || byte === 91) {
        depth += 1;
        if (depth + stack.length > maxJsonDepth) tooDeep();
      } else if (byte === 125 || byte === 93) {
        depth -= 1;
        if (depth === 0) {
          valueEnded(chunk, from, at);
          return at;
        }
      }
    }
    spill(chunk, from, at);
    return at;
  }

  function inKey(chunk: Uint8Array, from: number): number {
    // the opening quote is the key's own first byte
    let at = startsKey ? from + 1 : from;
    startsKey = false;
    while (at < chunk.length) {
      const byte = chunk[at] as number;
      at += 1;
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) {
        taking = false;
        keyEnded(takenJson(chunk, from, at) as string);
        return at;
      }
    }
    spill(chunk, from, at);
    return at;
  }

  function keyEnded(key: string): void {
    const keys = stack.at(-1)?.keys as Set<string>;
    if (keys.has(key)) {
      throw new ContentError("duplicate_key", `needed each key once, found ${JSON.stringify(key)} again`, placed());
    }
    keys.add(key);
    path.push(key);
    state = "colon";
  }

  function step(byte: number, chunk: Uint8Array, at: number): number {
    if (state === "first_value" && byte === 93) {
      leave();
      return at + 1;
    }
    if (state === "value" || state === "first_value") {
      return startValue(byte) ? at + 1 : run(chunk, at);
    }
    if (state === "first_key" && byte === 125) {
      leave();
      return at + 1;
    }
    if (state === "key" || state === "first_key") {
      if (byte !== quote) fail("a key", byte);
      state = "in_key";
      taking = true;
      escaped = false;
      startsKey = true;
      return inKey(chunk, at);
    }
    if (state === "colon") {
      if (byte !== 58) fail("a colon", byte);
      state = "value";
      return at + 1;
    }
    if (state === "after") {
      const top = stack.at(-1) as Container;
      path.pop();
      if (byte === 44) {
        if (top.isArray) nextIndex[nextIndex.length - 1] = (nextIndex.at(-1) as number) + 1;
        state = top.isArray ? "value" : "key";
      } else if (byte === (top.isArray ? 93 : 125)) {
        leave();
      } else {
        fail("a comma or the end", byte);
      }
      return at + 1;
    }
    return fail("the end", byte);
  }

  return {
    push(chunk: Uint8Array): void {
      let at = 0;
      if (bomAllowed && chunk.length > 0) {
        if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) at = 3;
        bomAllowed = false;
      }
      while (at < chunk.length) {
        if (state === "run") at = run(chunk, at);
        else if (state === "in_key") at = inKey(chunk, at);
        else {
          const byte = chunk[at] as number;
          at = byte === 32 || byte === 10 || byte === 13 || byte === 9 ? at + 1 : step(byte, chunk, at);
        }
      }
    },
    end(): void {
      if (state === "run" && kind === "scalar" && stack.length === 0) valueEnded(new Uint8Array(0), 0, 0);
      if (state !== "done") throw new ContentError("truncated", "needed a whole JSON document, found less", where);
    },
    drain(): Selected[] {
      const ready = out;
      out = [];
      return ready;
    },
  };
}

/** Plain texts and small whole numbers, which are most of what is taken; undefined for anything else. */
function plainScalar(bytes: Uint8Array, from: number, to: number): Json | undefined {
  if (bytes[from] !== quote) return smallNumber(bytes, from, to);
  if (to - from > 34) return undefined;
  let text = "";
  for (let at = from + 1; at < to - 1; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 32 || byte > 126 || byte === backslash || byte === quote) return undefined;
    text += asciiText[byte];
  }
  return text;
}

const asciiText: readonly string[] = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code));

function smallNumber(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from > 9 || (bytes[from] === 48 && to - from > 1)) return undefined;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function isDelimiter(byte: number): boolean {
  return byte === 44 || byte === 93 || byte === 125 || byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** digits, minus, and the first letters of true, false, null, NaN, Infinity */
function isScalarStart(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    byte === 45 ||
    byte === 116 ||
    byte === 102 ||
    byte === 110 ||
    byte === 78 ||
    byte === 73
  );
}
