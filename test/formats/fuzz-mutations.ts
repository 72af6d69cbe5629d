/**
 * What the fuzzer does to a file.
 *
 * `keeps`: the mutation can't have changed a score that is still there, so every score that a reader still finds must be
 * the one that it found before. The others may change scores; what saves the reader then is a problem or a headline.
 */
import { gzipSync } from "node:zlib";
import type { Random } from "./fuzz-random.ts";
import { zstdFrame } from "./sources.ts";

export interface Mutation {
  name: string;
  keeps: boolean;
  /** undefined where it can't be done to this file */
  apply(bytes: Uint8Array, random: Random): Uint8Array | undefined;
}

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const extremes: readonly string[] = [
  ...["NaN", "Infinity", "-Infinity", "1e999", "-0", "9007199254740993", "1e-320", "null", "true", '""', "[]", "{}"],
  ...[
    '"\\ud800"',
    '"__proto__"',
    '{"__proto__": {"score": 1}}',
    `"${"x".repeat(5000)}"`,
    "[".repeat(3000),
    '{"a":'.repeat(3000),
  ],
];

function spliced(bytes: Uint8Array, start: number, removed: number, inserted: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, start), inserted, bytes.subarray(start + removed)]);
}

function jsonOf(bytes: Uint8Array): Value | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as Value;
  } catch {
    return undefined;
  }
}

function linesOf(bytes: Uint8Array): string[] | undefined {
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const isRows = lines.length > 1 && lines.every((line) => jsonOf(Buffer.from(line)) !== undefined);
  return isRows ? lines : undefined;
}

/** Every container of a document, with the keys to choose among. */
function containers(
  value: Value,
  found: (Value[] | { [key: string]: Value })[] = [],
): (Value[] | { [key: string]: Value })[] {
  if (typeof value !== "object" || value === null) return found;
  if (Object.keys(value).length > 0) found.push(value);
  for (const inner of Object.values(value)) containers(inner, found);
  return found;
}

/** One document, or one line of a file of documents, changed in place. */
function inDocument(name: string, keeps: boolean, change: (root: Value, random: Random) => boolean): Mutation {
  return {
    name,
    keeps,
    apply(bytes, random) {
      const lines = linesOf(bytes);
      if (lines === undefined) {
        const document = jsonOf(bytes);
        return document !== undefined && change(document, random) ? Buffer.from(JSON.stringify(document)) : undefined;
      }
      const at = random.below(lines.length);
      const document = jsonOf(Buffer.from(lines[at] as string)) as Value;
      if (!change(document, random)) return undefined;
      lines[at] = JSON.stringify(document);
      return Buffer.from(`${lines.join("\n")}\n`);
    },
  };
}

function inLines(name: string, keeps: boolean, change: (lines: string[], random: Random) => string[]): Mutation {
  return {
    name,
    keeps,
    apply(bytes, random) {
      const lines = linesOf(bytes);
      return lines === undefined ? undefined : Buffer.from(`${change(lines, random).join("\n")}\n`);
    },
  };
}

function reordered(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reordered(inner)]),
  );
}

/** A random member of a random container. */
function member(root: Value, random: Random): { box: Record<string, Value>; key: string } | undefined {
  const boxes = containers(root);
  if (boxes.length === 0) return undefined;
  const box = random.pick(boxes) as Record<string, Value>;
  return { box, key: random.pick(Object.keys(box)) };
}

function onMember(name: string, change: (box: Record<string, Value>, key: string, random: Random) => void): Mutation {
  return inDocument(name, false, (root, random) => {
    const found = member(root, random);
    if (found === undefined) return false;
    change(found.box, found.key, random);
    return true;
  });
}

function put(box: Record<string, Value>, key: string, value: Value): void {
  Object.defineProperty(box, key, { value, enumerable: true, configurable: true, writable: true });
}

const ofBytes: readonly [string, Mutation["apply"]][] = [
  [
    "flip a bit",
    (bytes, random) => {
      const changed = Uint8Array.from(bytes);
      const at = random.below(changed.length);
      changed[at] = (changed[at] as number) ^ (1 << random.below(8));
      return changed;
    },
  ],
  [
    "overwrite some bytes",
    (bytes, random) => {
      const inserted = random.bytes(1 + random.below(8));
      return spliced(bytes, random.below(bytes.length), inserted.length, inserted);
    },
  ],
  [
    "write a number where there may be a length",
    (bytes, random) => {
      const inserted = Buffer.alloc(4);
      inserted.writeUInt32LE(random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x00ffffff]));
      return spliced(bytes, random.below(bytes.length), 4, inserted);
    },
  ],
  [
    "remove some bytes",
    (bytes, random) => spliced(bytes, random.below(bytes.length), 1 + random.below(64), new Uint8Array(0)),
  ],
  [
    "insert some bytes",
    (bytes, random) => spliced(bytes, random.below(bytes.length), 0, random.bytes(1 + random.below(64))),
  ],
  [
    "repeat a part",
    (bytes, random) => {
      const start = random.below(bytes.length);
      return spliced(bytes, start, 0, bytes.subarray(start, start + 1 + random.below(4096)));
    },
  ],
  ["cut off the end", (bytes, random) => bytes.subarray(0, random.below(bytes.length))],
  ["cut off the beginning", (bytes, random) => bytes.subarray(1 + random.below(bytes.length - 1))],
  [
    "write an extreme value",
    (bytes, random) => {
      const text = Buffer.from(bytes).toString("latin1");
      const found = [...text.matchAll(/(?<=:\s?)-?\d+(\.\d+)?/g)];
      if (found.length === 0) return undefined;
      const hit = random.pick(found);
      return spliced(bytes, hit.index, hit[0].length, Buffer.from(random.pick(extremes)));
    },
  ],
  [
    "change a digit",
    (bytes, random) => {
      const text = Buffer.from(bytes).toString("latin1");
      const found = [...text.matchAll(/(?<=:\s?)\d/g)];
      if (found.length === 0) return undefined;
      return spliced(bytes, random.pick(found).index, 1, Buffer.from(String(random.below(10))));
    },
  ],
  [
    "repeat a key",
    (bytes, random) => {
      const text = Buffer.from(bytes).toString("latin1");
      const found = [...text.matchAll(/"(\w+)":\s?(-?\d+(\.\d+)?|true|false)/g)];
      if (found.length === 0) return undefined;
      const hit = random.pick(found);
      return spliced(bytes, hit.index, 0, Buffer.from(`"${hit[1]}": ${random.pick(extremes)}, `));
    },
  ],
];

const wrapped: readonly Mutation[] = [
  { name: "gzip", keeps: true, apply: (bytes) => gzipSync(bytes) },
  { name: "zstd", keeps: true, apply: (bytes) => zstdFrame(Buffer.from(bytes)) },
  {
    name: "gzip, cut off",
    keeps: true,
    apply: (bytes, random) => {
      const whole = gzipSync(bytes);
      return whole.subarray(0, whole.length - 1 - random.below(whole.length - 2));
    },
  },
  {
    name: "BOM",
    keeps: true,
    apply: (bytes) => (isText(bytes) ? Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) : undefined),
  },
  {
    name: "CRLF",
    keeps: true,
    apply: (bytes) =>
      isText(bytes) ? Buffer.from(Buffer.from(bytes).toString("utf8").replaceAll("\n", "\r\n")) : undefined,
  },
];

function isText(bytes: Uint8Array): boolean {
  return jsonOf(bytes) !== undefined || linesOf(bytes) !== undefined;
}

const ofStructure: readonly Mutation[] = [
  inDocument("add an unknown key", true, (root, random) => {
    const boxes = containers(root).filter((box) => !Array.isArray(box));
    if (boxes.length === 0) return false;
    put(random.pick(boxes) as Record<string, Value>, random.pick(["x-unknown", "__proto__", "constructor"]), {
      score: 1,
    });
    return true;
  }),
  {
    name: "reverse all keys",
    keeps: true,
    apply(bytes) {
      const lines = linesOf(bytes);
      if (lines !== undefined)
        return Buffer.from(
          lines.map((line) => JSON.stringify(reordered(jsonOf(Buffer.from(line)) as Value))).join("\n"),
        );
      const document = jsonOf(bytes);
      if (document === undefined) return undefined;
      const isLine = !Buffer.from(bytes).toString("utf8").trim().includes("\n");
      return Buffer.from(JSON.stringify(reordered(document), null, isLine ? 0 : 3));
    },
  },
  onMember("remove a member", (box, key) => {
    if (Array.isArray(box)) box.splice(Number(key), 1);
    else delete box[key];
  }),
  onMember("another type", (box, key, random) =>
    put(box, key, random.pick<Value>([null, true, -1, 0.5, 1e308, "", "0.5", [], {}, [1], { score: 1 }])),
  ),
  onMember("rename a key", (box, key, random) => {
    if (Array.isArray(box)) return;
    const value = box[key] as Value;
    delete box[key];
    put(box, `${key}${random.pick(["", "x", "_", " "])}`, value);
  }),
  onMember("repeat an element", (box, key) => {
    if (Array.isArray(box)) box.splice(Number(key), 0, structuredClone(box[Number(key)] as Value));
  }),
  onMember("empty a container", (box) => {
    if (Array.isArray(box)) box.length = 0;
    else for (const key of Object.keys(box)) delete box[key];
  }),
  inLines("remove a line", false, (lines, random) => lines.toSpliced(random.below(lines.length), 1)),
  inLines("repeat a line", false, (lines, random) =>
    lines.toSpliced(random.below(lines.length), 0, random.pick(lines)),
  ),
  inLines("add a line that is no JSON", true, (lines, random) =>
    lines.toSpliced(1 + random.below(lines.length), 0, random.pick(["{", "]", "\u0000", "NaN", "x,y"])),
  ),
  inLines("add blank lines", true, (lines, random) => lines.toSpliced(random.below(lines.length + 1), 0, "", "  ")),
];

export const mutations: readonly Mutation[] = [
  ...ofBytes.map(([name, apply]) => ({ name, keeps: false, apply })),
  ...wrapped,
  ...ofStructure,
];
