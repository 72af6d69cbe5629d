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
import { nativeStreams, type StreamNames } from "./native-streams.ts";
import { type Direction, directions, type NativeTasks } from "./native-tasks.ts";

/** cells handed on at once */
export const batchCells = 1024;

/** Texts that stood under one key, and their bytes: what stood there lately mostly stands there again. */
interface Lately {
  text: string;
  entries: { text: string; bytes: Uint8Array }[];
}

const latelyKept = 4;

/**
 * Reads score lines of the usual shape straight into columns: a flat object of known keys with plain texts and numbers.
 *
 * What is any different (an escape, an unknown or repeated key, a value of another kind, a summary, the first line of a
 * task) isn't read here: `line` says −1 and the careful way is taken. So it can only be quicker, never more lenient.
 */
export function nativeScanner(tasks: NativeTasks) {
  const streams = nativeStreams(tasks);
  const wanted: StreamNames = { suite: "", version: null, variant: null, metric: "", condition: "", seed: null };
  const places = (): Int32Array => new Int32Array(batchCells);
  const columns: CellColumns = {
    count: 0,
    bytes: new Uint8Array(0),
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
  };

  const suite = newLately();
  const version = newLately();
  const variant = newLately();
  const metric = newLately();
  const condition = newLately();
  const seed = newLately();
  /** index after what was read last; −1 where it isn't plain */
  let end = 0;
  let number = 0;
  /** that the last run passed */
  let lines = 0;
  let block: Buffer = Buffer.alloc(0);
  let view: DataView = new DataView(new ArrayBuffer(0));

  /** Index of the closing quote of a plain text whose opening quote is at `at`; −1 where it isn't one. */
  function closing(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== 34) return -1;
    for (let i = at + 1; i < bytes.length; i += 1) {
      const byte = bytes[i] as number;
      if (byte === 34) return i;
      if (byte === 92 || byte < 32) return -1;
    }
    return -1;
  }

  /** Passes over a plain text; returns the index of its closing quote. */
  function passText(bytes: Uint8Array, at: number): number {
    const close = closing(bytes, at);
    end = close < 0 ? -1 : close + 1;
    return close;
  }

  function pointIn(bytes: Uint8Array, at: number): boolean {
    for (let i = at; i < end; i += 1) if (bytes[i] === 46) return true;
    return false;
  }

  function textAt(bytes: Uint8Array, at: number): string {
    const close = closing(bytes, at);
    end = close < 0 ? -1 : close + 1;
    return close < 0 ? "" : block.toString("utf8", at + 1, close);
  }

  /** Passes over a plain text that is one of few, into `lately.text`. */
  function sameAt(bytes: Uint8Array, at: number, lately: Lately): void {
    end = -1;
    if (bytes[at] !== 34) return;
    for (let i = 0; i < lately.entries.length; i += 1) {
      const entry = lately.entries[i] as Lately["entries"][number];
      const after = at + 1 + entry.bytes.length;
      if (bytes[after] !== 34 || !matches(bytes, at + 1, entry.bytes)) continue;
      lately.text = entry.text;
      end = after + 1;
      return;
    }
    const close = closing(bytes, at);
    if (close < 0) return;
    lately.text = block.toString("utf8", at + 1, close);
    // a copy: Buffer.slice would be a view
    const own = Uint8Array.prototype.slice.call(bytes, at + 1, close);
    lately.entries = [{ text: lately.text, bytes: own }, ...lately.entries.slice(0, latelyKept - 1)];
    end = close + 1;
  }

  /** A plain decimal number into `number`: at most 15 digits, where mantissa over power of ten is exact. */
  function numberAt(bytes: Uint8Array, from: number): void {
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
    end = -1;
    if (digits === 0 || (digits > 1 && bytes[first] === 48)) return;
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
      if (at === point) return;
      digits += at - point;
    }
    if (byte === 101 || byte === 69) return;
    number = digits <= 15 ? mantissa / scale : Number(block.toString("latin1", first, at));
    if (negative) number = -number;
    end = at;
  }

  /** which key stood at which place of the last line: mostly it stands there again */
  const expected: Spelling[] = new Array<Spelling>(16).fill(noSpelling);

  /** The key at `at`, and in `end` the index after its colon; 0 where it is none of the known ones. */
  function keyAt(bytes: Uint8Array, at: number, place: number): number {
    const guess = expected[place] as Spelling;
    const { length } = guess.word;
    // four bytes at a time, the last four perhaps again
    if (
      length <= 12 &&
      at + 16 <= bytes.length &&
      view.getInt32(at) === guess.first &&
      view.getInt32(at + guess.middleAt) === guess.middle &&
      view.getInt32(at + length - 4) === guess.last
    ) {
      end = at + length;
      return guess.key;
    }
    for (const spelling of spellings) {
      if (!matches(bytes, at, spelling.word)) continue;
      expected[place] = spelling;
      end = at + spelling.word.length;
      return spelling.key;
    }
    return 0;
  }

  /** The stream of what was read last; the object is reused, for there is one such question a line. */
  function streamOf(seen: number, direction: Direction | undefined): number {
    wanted.suite = suite.text;
    wanted.metric = (seen & keyMetric) !== 0 ? metric.text : defaultMetric;
    wanted.version = (seen & keyVersion) !== 0 ? version.text : null;
    wanted.variant = (seen & keyVariant) !== 0 ? variant.text : null;
    wanted.condition = (seen & keyCondition) !== 0 ? condition.text : "";
    wanted.seed = (seen & keySeed) !== 0 ? seed.text : null;
    return streams.find(wanted, direction);
  }

  return {
    columns,
    learn: streams.learn,
    clear(): void {
      columns.count = 0;
    },
    /** The lines that follow stand in this block. */
    enter(bytes: Buffer): void {
      block = bytes;
      columns.bytes = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    /**
     * Takes lines from `from` on, until the block or the batch ends or one isn't of the usual shape; returns where the
     * next line begins, and how many were passed in `passed()`.
     */
    run(from: number, firstLine: number): number {
      const bytes: Uint8Array = block;
      const { length } = bytes;
      let at = from;
      lines = 0;
      while (at < length && columns.count < batchCells) {
        if (bytes[at] === 10) {
          at += 1;
          lines += 1;
          continue;
        }
        const cell = columns.count;
        let after = line(at, firstLine + lines);
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
      return at;
    },
    passed: (): number => lines,
  };

  /** Takes the line that begins at `from`; returns the index after its object, or −1 where it isn't of the usual shape. */
  function line(from: number, lineNumber: number): number {
    const bytes: Uint8Array = block;
    if (bytes[from] !== 123) return -1;
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
      const key = keyAt(bytes, at, place);
      if (key === 0 || (seen & key) !== 0) return -1;
      seen |= key;
      at = end;
      while (bytes[at] === 32) at += 1;
      switch (key) {
        case keySuite:
          sameAt(bytes, at, suite);
          break;
        case keyMetric:
          sameAt(bytes, at, metric);
          break;
        case keyItem:
          if (bytes[at] === 34) {
            itemStart = at + 1;
            itemEnd = passText(bytes, at);
          } else {
            numberAt(bytes, at);
            // as the number would be written again: no sign, no point, no zero in front, exact
            if (end < 0 || end - at > 15 || bytes[at] === 45 || !Number.isInteger(number) || pointIn(bytes, at))
              return -1;
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
            numberAt(bytes, at);
            score = number;
          }
          break;
        case keyEpoch:
          numberAt(bytes, at);
          if (end < 0 || end - at > 7 || !Number.isInteger(number)) return -1;
          epoch = number;
          break;
        case keyCluster:
          clusterStart = at + 1;
          clusterEnd = passText(bytes, at);
          break;
        case keyVersion:
          sameAt(bytes, at, version);
          break;
        case keyVariant:
          sameAt(bytes, at, variant);
          break;
        case keyCondition:
          sameAt(bytes, at, condition);
          break;
        case keySeed:
          sameAt(bytes, at, seed);
          break;
        case keyStrata:
          stratumStart = at + 1;
          stratumEnd = passText(bytes, at);
          break;
        case keyHash:
          hashStart = at + 1;
          hashEnd = passText(bytes, at);
          break;
        case keyStatus: {
          const said = textAt(bytes, at);
          status = statuses.indexOf(said as Status);
          if (status < 0) return -1;
          break;
        }
        default: {
          const said = textAt(bytes, at);
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
    const stream = streamOf(seen, direction);
    if (stream < 0) return -1;
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
}

function newLately(): Lately {
  return { text: "", entries: [] };
}
