import { sameBytes, viewOf } from "../byte-words.ts";
import type { CellColumns } from "../reader.ts";
import { type Status, statuses } from "../score-table.ts";
import {
  keyCluster,
  keyCondition,
  keyEpoch,
  keyHash,
  keyItem,
  keyMetric,
  keyScore,
  keySeed,
  keyStatus,
  keyStrata,
  keySuite,
  keyVariant,
  keyVersion,
  matches,
  noSpelling,
  nullWord,
  type Spelling,
  spellings,
} from "./native-keys.ts";
import { defaultMetric } from "./native-row.ts";
import { type NativeStreams, nativeStreams, type StreamNames } from "./native-streams.ts";
import { type Direction, directions, type NativeTasks } from "./native-tasks.ts";

/** cells handed on at once */
export const batchCells = 1024;

/**
 * Where a file's lines are read straight into columns: score lines of the usual shape, a flat object of known keys with
 * plain texts and numbers.
 *
 * What is any different (an escape, an unknown or repeated key, a value of another kind, a summary, the first line of a
 * task) isn't read here: the careful way is taken. So it can only be quicker, never more lenient. A record and functions
 * of the module, no closures: those of a second file would be other functions, and what was compiled for the first of no use.
 */
export interface NativeScan {
  readonly columns: CellColumns;
  readonly streams: NativeStreams;
  block: Buffer;
  view: DataView;
  /** lines that the last run passed */
  passed: number;
  /** what the last number was */
  number: number;
  /** which key stood at which place of the last line: mostly it stands there again */
  readonly expected: Spelling[];
  readonly names: Record<"suite" | "version" | "variant" | "metric" | "condition" | "seed", Lately>;
  /** the stream of the last line, the keys among its own that name a stream, and whether all names are still the same */
  stream: number;
  streamKeys: number;
  sameNames: boolean;
  /** what is asked of `streams`; reused */
  readonly wanted: StreamNames;
}

/** The text that stood under a key last, and those before it, with their bytes: mostly one of them stands there again. */
interface Lately {
  text: string;
  bytes: DataView;
  before: { text: string; bytes: DataView }[];
}

const latelyKept = 4;
const streamKeys = keySuite | keyVersion | keyVariant | keyMetric | keyCondition | keySeed;

export function newNativeScan(tasks: NativeTasks): NativeScan {
  const streams = nativeStreams(tasks);
  const places = (): Int32Array => new Int32Array(batchCells);
  const view = new DataView(new ArrayBuffer(0));
  const lately = (): Lately => ({ text: "", bytes: view, before: [] });
  return {
    columns: {
      count: 0,
      bytes: view,
      streams: streams.list,
      stream: places(),
      itemStarts: places(),
      itemEnds: places(),
      numeric: new Uint8Array(batchCells),
      epochs: places(),
      scores: new Float64Array(batchCells),
      statuses: new Uint8Array(batchCells),
      lines: places(),
      clusterStarts: places(),
      clusterEnds: places(),
      stratumStarts: places(),
      stratumEnds: places(),
      hashStarts: places(),
      hashEnds: places(),
    },
    streams,
    block: Buffer.alloc(0),
    view,
    passed: 0,
    number: 0,
    expected: new Array<Spelling>(16).fill(noSpelling),
    names: {
      suite: lately(),
      version: lately(),
      variant: lately(),
      metric: lately(),
      condition: lately(),
      seed: lately(),
    },
    stream: -1,
    streamKeys: 0,
    sameNames: false,
    wanted: { suite: "", version: null, variant: null, metric: "", condition: "", seed: null },
  };
}

/** The lines that follow stand in this block. */
export function enterBlock(scan: NativeScan, bytes: Buffer): void {
  scan.block = bytes;
  scan.view = viewOf(bytes);
  scan.columns.bytes = scan.view;
}

/**
 * Takes lines from `from` on, until the block or the batch ends or one isn't of the usual shape; returns where the next
 * line begins, and how many were passed in `scan.passed`.
 */
export function scanLines(scan: NativeScan, from: number, firstLine: number): number {
  const { columns } = scan;
  const bytes: Uint8Array = scan.block;
  const { length } = bytes;
  let at = from;
  let lines = 0;
  // what was read the careful way since may have changed what names mean
  scan.sameNames = false;
  while (at < length && columns.count < batchCells) {
    if (bytes[at] === 10) {
      at += 1;
      lines += 1;
      continue;
    }
    const cell = columns.count;
    let after = scanLine(scan, bytes, at, firstLine + lines);
    if (after < 0) break;
    if (after < length && bytes[after] === 13) after += 1;
    if (after < length && bytes[after] !== 10) {
      // something stands after the object
      columns.count = cell;
      break;
    }
    at = after + 1;
    lines += 1;
  }
  scan.passed = lines;
  return at;
}

/** Takes the line that begins at `from`; returns the index after its object, or −1 where it isn't of the usual shape. */
function scanLine(scan: NativeScan, bytes: Uint8Array, from: number, lineNumber: number): number {
  if (bytes[from] !== 123) return -1;
  const { names } = scan;
  let at = from + 1;
  let seen = 0;
  let itemStart = 0;
  let itemEnd = 0;
  let clusterStart = -1;
  let clusterEnd = -1;
  let stratumStart = -1;
  let stratumEnd = -1;
  let hashStart = -1;
  let hashEnd = -1;
  let numeric = 0;
  let epoch = 1;
  let score = 0;
  let status = 0;
  let direction: Direction | undefined;
  for (let place = 0; ; place += 1) {
    while (bytes[at] === 32) at += 1;
    const { key, word } = spellingAt(scan, bytes, at, place);
    if (key === 0 || (seen & key) !== 0) return -1;
    seen |= key;
    at += word.length;
    while (bytes[at] === 32) at += 1;
    let end = -1;
    switch (key) {
      case keySuite:
        end = nameEnd(scan, bytes, at, names.suite);
        break;
      case keyItem:
        if (bytes[at] === 34) {
          itemStart = at + 1;
          end = textEnd(scan, bytes, at);
          itemEnd = end - 1;
        } else {
          end = numberEnd(scan, bytes, at);
          // as the number would be written again: no sign, no point, no zero in front, exact
          if (end - at > 15 || bytes[at] === 45 || !Number.isInteger(scan.number) || pointIn(bytes, at, end)) return -1;
          itemStart = at;
          itemEnd = end;
          numeric = 1;
        }
        break;
      case keyScore:
        if (matches(bytes, at, nullWord)) {
          score = Number.NaN;
          end = at + 4;
        } else {
          end = numberEnd(scan, bytes, at);
          score = scan.number;
        }
        break;
      case keyMetric:
        end = nameEnd(scan, bytes, at, names.metric);
        break;
      case keyEpoch:
        end = numberEnd(scan, bytes, at);
        if (end - at > 7 || !Number.isInteger(scan.number)) return -1;
        epoch = scan.number;
        break;
      case keyCluster:
        end = textEnd(scan, bytes, at);
        clusterStart = at + 1;
        clusterEnd = end - 1;
        break;
      case keyVersion:
        end = nameEnd(scan, bytes, at, names.version);
        break;
      case keyVariant:
        end = nameEnd(scan, bytes, at, names.variant);
        break;
      case keyCondition:
        end = nameEnd(scan, bytes, at, names.condition);
        break;
      case keySeed:
        end = nameEnd(scan, bytes, at, names.seed);
        break;
      case keyStrata:
        end = textEnd(scan, bytes, at);
        stratumStart = at + 1;
        stratumEnd = end - 1;
        break;
      case keyHash:
        end = textEnd(scan, bytes, at);
        hashStart = at + 1;
        hashEnd = end - 1;
        break;
      case keyStatus:
        end = textEnd(scan, bytes, at);
        status = end < 0 ? -1 : statuses.indexOf(scan.block.toString("utf8", at + 1, end - 1) as Status);
        if (status < 0) return -1;
        break;
      default: {
        end = textEnd(scan, bytes, at);
        const said = end < 0 ? "" : scan.block.toString("utf8", at + 1, end - 1);
        direction = directions.find((one) => one === said);
        if (direction === undefined) return -1;
      }
    }
    if (end < 0) return -1;
    at = end;
    while (bytes[at] === 32) at += 1;
    const next = bytes[at];
    at += 1;
    if (next === 125) break;
    if (next !== 44) return -1;
  }
  const needed = keySuite | keyItem | keyScore;
  if ((seen & needed) !== needed || itemEnd === itemStart) return -1;
  if (Number.isNaN(score) && status === 0) return -1;
  const same = scan.sameNames && direction === undefined && (seen & streamKeys) === scan.streamKeys;
  const stream = same ? scan.stream : streamOf(scan, seen, direction);
  if (stream < 0) return -1;
  const { columns } = scan;
  const cell = columns.count;
  columns.stream[cell] = stream;
  columns.itemStarts[cell] = itemStart;
  columns.itemEnds[cell] = itemEnd;
  columns.numeric[cell] = numeric;
  columns.epochs[cell] = epoch;
  columns.scores[cell] = score;
  columns.statuses[cell] = status;
  columns.lines[cell] = lineNumber;
  columns.clusterStarts[cell] = clusterStart;
  columns.clusterEnds[cell] = clusterEnd;
  columns.stratumStarts[cell] = stratumStart;
  columns.stratumEnds[cell] = stratumEnd;
  columns.hashStarts[cell] = hashStart;
  columns.hashEnds[cell] = hashEnd;
  columns.count = cell + 1;
  return at;
}

/** The key at `at`; `noSpelling` where it is none of the known ones. */
function spellingAt(scan: NativeScan, bytes: Uint8Array, at: number, place: number): Spelling {
  const guess = scan.expected[place] as Spelling;
  const { length } = guess.word;
  const { view } = scan;
  // four bytes at a time, the last four perhaps again
  if (
    length <= 12 &&
    at + 16 <= bytes.length &&
    view.getInt32(at) === guess.first &&
    view.getInt32(at + guess.middleAt) === guess.middle &&
    view.getInt32(at + length - 4) === guess.last
  ) {
    return guess;
  }
  for (const spelling of spellings) {
    if (!matches(bytes, at, spelling.word)) continue;
    scan.expected[place] = spelling;
    return spelling;
  }
  return noSpelling;
}

/** The index after a plain text whose opening quote is at `at`; −1 where it isn't one. */
function textEnd({ view }: NativeScan, bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 34) return -1;
  const { length } = bytes;
  let i = at + 1;
  while (i + 4 <= length && arePlain(view.getInt32(i, true))) i += 4;
  for (; i < length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 34) return i + 1;
    if (byte === 92 || byte < 32) return -1;
  }
  return -1;
}

/**
 * May all four bytes stand in a plain text: is none a quote, a backslash or below 32?
 *
 * Of a byte that is less than another, subtracting that takes its top bit, unless it had one.
 *
 * @see Warren (2012), Hacker's Delight, ch. 6
 */
function arePlain(four: number): boolean {
  const quote = four ^ 0x22222222;
  const backslash = four ^ 0x5c5c5c5c;
  const taken =
    ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((four - 0x20202020) & ~four);
  return (taken & 0x80808080) === 0;
}

/** The index after a plain text that is one of few, which is then `lately.text`; −1 where it isn't one. */
function nameEnd(scan: NativeScan, bytes: Uint8Array, at: number, lately: Lately): number {
  if (bytes[at] !== 34) return -1;
  const { byteLength } = lately.bytes;
  const after = at + 1 + byteLength;
  if (bytes[after] === 34 && sameBytes(scan.view, at + 1, lately.bytes, 0, byteLength)) return after + 1;
  return otherNameEnd(scan, bytes, at, lately);
}

function otherNameEnd(scan: NativeScan, bytes: Uint8Array, at: number, lately: Lately): number {
  const end = textEnd(scan, bytes, at);
  if (end < 0) return -1;
  scan.sameNames = false;
  const length = end - at - 2;
  const { text, bytes: own } = lately;
  const known = lately.before.find(
    (one) => one.bytes.byteLength === length && sameBytes(scan.view, at + 1, one.bytes, 0, length),
  );
  lately.before = [{ text, bytes: own }, ...lately.before.filter((one) => one !== known)].slice(0, latelyKept - 1);
  lately.text = known?.text ?? scan.block.toString("utf8", at + 1, end - 1);
  // a copy: Buffer.slice would be a view
  lately.bytes = known?.bytes ?? viewOf(Uint8Array.prototype.slice.call(bytes, at + 1, end - 1));
  return end;
}

/** The index after a plain decimal number, which is then `scan.number`; −1 where it isn't one. */
function numberEnd(scan: NativeScan, bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] as number) - 48;
  const next = bytes[at + 1];
  // most scores and epochs are one digit
  if (digit >= 0 && digit <= 9 && (next === 44 || next === 125)) {
    scan.number = digit;
    return at + 1;
  }
  return longNumberEnd(scan, bytes, at);
}

/** As `numberEnd`: of at most 15 digits, where mantissa over power of ten is exact, without a text for it. */
function longNumberEnd(scan: NativeScan, bytes: Uint8Array, from: number): number {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at += 1;
  const first = at;
  let mantissa = 0;
  let byte = at < bytes.length ? (bytes[at] as number) : 0;
  while (byte >= 48 && byte <= 57) {
    mantissa = mantissa * 10 + (byte - 48);
    at += 1;
    byte = at < bytes.length ? (bytes[at] as number) : 0;
  }
  let digits = at - first;
  if (digits === 0 || (digits > 1 && bytes[first] === 48)) return -1;
  let scale = 1;
  if (byte === 46) {
    at += 1;
    const point = at;
    byte = at < bytes.length ? (bytes[at] as number) : 0;
    while (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + (byte - 48);
      scale *= 10;
      at += 1;
      byte = at < bytes.length ? (bytes[at] as number) : 0;
    }
    if (at === point) return -1;
    digits += at - point;
  }
  if (byte === 101 || byte === 69) return -1;
  const size = digits <= 15 ? mantissa / scale : Number(scan.block.toString("latin1", first, at));
  scan.number = negative ? -size : size;
  return at;
}

function pointIn(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === 46) return true;
  return false;
}

/** The stream of what was read last. */
function streamOf(scan: NativeScan, seen: number, direction: Direction | undefined): number {
  const { names, wanted } = scan;
  wanted.suite = names.suite.text;
  wanted.metric = (seen & keyMetric) !== 0 ? names.metric.text : defaultMetric;
  wanted.version = (seen & keyVersion) !== 0 ? names.version.text : null;
  wanted.variant = (seen & keyVariant) !== 0 ? names.variant.text : null;
  wanted.condition = (seen & keyCondition) !== 0 ? names.condition.text : "";
  wanted.seed = (seen & keySeed) !== 0 ? names.seed.text : null;
  const stream = scan.streams.find(wanted, direction);
  scan.stream = stream;
  scan.streamKeys = seen & streamKeys;
  scan.sameNames = stream >= 0;
  return stream;
}
