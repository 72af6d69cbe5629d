import { isAscii } from "node:buffer";
import { float64, type Growable, growable, int32 } from "./growable.ts";
import { dropIds, type IdTable, newIdTable } from "./id-table.ts";
import type { Rejection } from "./score-checks.ts";

/** What belongs to an item and not to a row, by the item's index in `ids`. */
export interface ItemColumns {
  ids: IdTable;
  /** 1: the id was a number in the file; may be longer than there are ids */
  numeric: Uint8Array;
  cluster: Names;
  stratum: Names;
  hash: Names;
  /** the segment that gave the hash */
  hashSegment: Growable<Int32Array>;
  /** absent as long as no item has one; NaN for those without */
  weight: Growable<Float64Array> | undefined;
}

/** A name of each item: an index into `texts`, −1 (or beyond the end) where no row gave one. */
export interface Names {
  texts: IdTable;
  of: Int32Array;
}

/** an input that changes from epoch to epoch has no one hash */
const varies = -2;

export function itemColumns(): ItemColumns {
  return {
    ids: newIdTable(),
    numeric: new Uint8Array(16),
    cluster: names(),
    stratum: names(),
    hash: names(),
    hashSegment: growable(int32, -1),
    weight: undefined,
  };
}

function names(): Names {
  return { texts: newIdTable(), of: new Int32Array(0) };
}

/** Remembers how the id of a new item was written. */
export function setNumeric(items: ItemColumns, item: number, numeric: number): void {
  if (item >= items.numeric.length) {
    const wider = new Uint8Array(items.numeric.length * 2);
    wider.set(items.numeric);
    items.numeric = wider;
  }
  items.numeric[item] = numeric;
}

/** The name of an item, an index into `texts`; −1 for none. */
export function nameOf(known: Names, item: number): number {
  return item < known.of.length ? (known.of[item] as number) : -1;
}

/** Does the item keep the name that it has? `name` is an index into `texts`. */
export function clashingName(known: Names, item: number, name: number): boolean {
  const before = nameOf(known, item);
  return before !== -1 && before !== name;
}

export function setName(known: Names, item: number, name: number): void {
  if (item >= known.of.length) {
    const wider = new Int32Array(Math.max(16, (item + 1) * 2)).fill(-1);
    wider.set(known.of);
    known.of = wider;
  }
  known.of[item] = name;
}

/** The hash of an item's content: other content from another file is a clash, within a file it is noted as none. */
export function setHash(items: ItemColumns, item: number, hash: number, segment: number): boolean {
  const before = nameOf(items.hash, item);
  if (before === -1) {
    setName(items.hash, item, hash);
    items.hashSegment.set(item, segment);
  } else if (before !== hash && before !== varies) {
    if (items.hashSegment.at(item) !== segment) return false;
    setName(items.hash, item, varies);
  }
  return true;
}

export function setWeight(items: ItemColumns, item: number, weight: number): void {
  items.weight ??= growable(float64, Number.NaN);
  items.weight.set(item, weight);
}

export function conflict(what: string, id: string, before: string | number, value: string | number): Rejection {
  return { code: "conflicting_item", text: `needed one ${what} for item ${id}, found ${before} and ${value}` };
}

/** A name of each item in `order`, undefined where none of them has one; the names let go of their bytes. */
export function takeNames(names: Names, order: Int32Array): string[] | undefined {
  const { size } = names.texts;
  if (size === 0) return undefined;
  const textAt = takeTexts(names.texts);
  // few clusters, many items: the same string for all of them
  const known = new Array<string | undefined>(size).fill(undefined);
  const taken = new Array<string>(order.length);
  let any = false;
  for (let at = 0; at < order.length; at += 1) {
    const name = nameOf(names, order[at] as number);
    if (name < 0) {
      taken[at] = "";
      continue;
    }
    const text = known[name] ?? textAt(name);
    known[name] = text;
    if (text !== "") any = true;
    taken[at] = text;
  }
  return any ? taken : undefined;
}

/** The ids in `order`; the table lets go of their bytes. */
export function takeIds(ids: IdTable, order: Int32Array): string[] {
  const textAt = takeTexts(ids);
  const taken = new Array<string>(order.length);
  for (let at = 0; at < order.length; at += 1) taken[at] = textAt(order[at] as number);
  return taken;
}

/** Where all of it is ASCII, places in bytes are places in text, and cutting a text is quicker than decoding bytes. */
function takeTexts(table: IdTable): (index: number) => string {
  const { starts, size } = table;
  const buffer = Buffer.from(table.bytes.buffer, table.bytes.byteOffset, starts[size]);
  dropIds(table);
  if (!isAscii(buffer) || buffer.length >= 2 ** 28)
    return (index) => buffer.toString("utf8", starts[index], starts[index + 1]);
  const text = buffer.toString("latin1");
  return (index) => text.slice(starts[index], starts[index + 1]);
}
