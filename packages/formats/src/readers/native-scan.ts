import type { CellColumns, CellStream } from "../reader.ts";
import { statuses } from "../score-table.ts";
import { type Direction, defaultMetric, directions, type NativeTasks } from "./native-row.ts";

/** cells handed on at once */
export const batchCells = 1024;

const keySuite = 1;
const keyVersion = 2;
const keyVariant = 4;
const keyMetric = 8;
const keyItem = 16;
const keyEpoch = 32;
const keyScore = 64;
const keyStatus = 128;
const keyCluster = 256;
const keyCondition = 512;
const keySeed = 1024;
const keyStrata = 2048;
const keyHash = 4096;
const keyDirection = 8192;

const spellings: ReadonlyMap<number, string> = new Map([
  [keySuite, '"suite":'],
  [keyItem, '"item":'],
  [keyScore, '"score":'],
  [keyMetric, '"metric":'],
  [keyEpoch, '"epoch":'],
  [keyStatus, '"status":'],
  [keyCluster, '"cluster":'],
  [keyCondition, '"condition":'],
  [keySeed, '"seed":'],
  [keyStrata, '"strata":'],
  [keyVariant, '"variant":'],
  [keyVersion, '"suiteVersion":'],
  [keyHash, '"itemHash":'],
  [keyDirection, '"direction":'],
]);

function matches(text: string, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (text.charCodeAt(at + i) !== word.charCodeAt(i)) return false;
  return true;
}

interface KnownStream {
  index: number;
  suite: string;
  version: string | null;
  variant: string | null;
  metric: string;
  condition: string;
  seed: string | null;
  direction: Direction;
}

function streamKey(names: Omit<KnownStream, "index" | "direction">): string {
  const { suite, version, variant, metric, condition, seed } = names;
  return JSON.stringify([suite, version, variant, metric, condition, seed]);
}

/**
 * Reads score lines of the usual shape straight into columns: a flat object of known keys with plain texts and numbers.
 *
 * What is any different (an escape, an unknown or repeated key, a value of another kind, a summary, the first line of a
 * task) isn't read here: `line` says −1 and the careful way is taken. So it can only be quicker, never more lenient.
 */
export function nativeScanner(tasks: NativeTasks) {
  const streams: CellStream[] = [];
  const indices = new Map<string, KnownStream>();
  /** those used last, the last one first */
  let recent: KnownStream[] = [];
  let headers = tasks.headers();
  const columns: CellColumns & {
    items: string[];
    clusters: (string | undefined)[];
    strata: (string | undefined)[];
    itemHashes: (string | undefined)[];
  } = {
    count: 0,
    streams,
    stream: new Int32Array(batchCells),
    items: new Array<string>(batchCells).fill(""),
    numeric: new Uint8Array(batchCells),
    epochs: new Int32Array(batchCells),
    scores: new Float64Array(batchCells),
    statuses: new Uint8Array(batchCells),
    lines: new Int32Array(batchCells),
    clusters: new Array<string | undefined>(batchCells).fill(undefined),
    strata: new Array<string | undefined>(batchCells).fill(undefined),
    itemHashes: new Array<string | undefined>(batchCells).fill(undefined),
  };

  // what stood under these keys last: the same few texts come again and again
  let suite = "";
  let version = "";
  let variant = "";
  let metric = "";
  let condition = "";
  let seed = "";
  let cluster = "";
  /** end of the value that was read last; −1 where it isn't plain */
  let end = 0;
  let number = 0;

  /** The text whose opening quote is at `at`, sharing `last` where it says the same. */
  function textAt(text: string, at: number, last: string): string {
    if (text.charCodeAt(at) !== 34) {
      end = -1;
      return last;
    }
    const start = at + 1;
    if (last !== "" && text.charCodeAt(start + last.length) === 34 && matches(text, start, last)) {
      end = start + last.length + 1;
      return last;
    }
    for (let i = start; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 34) {
        end = i + 1;
        return text.slice(start, i);
      }
      if (code === 92 || code < 32) break;
    }
    end = -1;
    return last;
  }

  /** A plain decimal number into `number`: at most 15 digits, where mantissa over power of ten is exact. */
  function numberAt(text: string, from: number): void {
    let at = from;
    const negative = text.charCodeAt(at) === 45;
    if (negative) at += 1;
    const first = at;
    let mantissa = 0;
    let code = text.charCodeAt(at);
    while (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      at += 1;
      code = text.charCodeAt(at);
    }
    let digits = at - first;
    if (digits === 0 || (digits > 1 && text.charCodeAt(first) === 48)) {
      end = -1;
      return;
    }
    let scale = 1;
    if (code === 46) {
      at += 1;
      const point = at;
      code = text.charCodeAt(at);
      while (code >= 48 && code <= 57) {
        mantissa = mantissa * 10 + (code - 48);
        scale *= 10;
        at += 1;
        code = text.charCodeAt(at);
      }
      if (at === point) {
        end = -1;
        return;
      }
      digits += at - point;
    }
    if (code === 101 || code === 69) {
      end = -1;
      return;
    }
    number = digits <= 15 ? mantissa / scale : Number(text.slice(first, at));
    if (negative) number = -number;
    end = at;
  }

  /** which key stood at which place of the last line: mostly it stands there again */
  const expected = new Int32Array(16);

  function keyAt(text: string, at: number, place: number): number {
    const guess = expected[place] as number;
    if (guess !== 0 && matches(text, at, spellings.get(guess) as string)) return guess;
    for (const [key, spelled] of spellings) {
      if (!matches(text, at, spelled)) continue;
      expected[place] = key;
      return key;
    }
    return 0;
  }

  /** The stream of what was read last; −1 where its first line has to go the careful way. */
  function streamOf(seen: number, direction: Direction | undefined): number {
    if (headers !== tasks.headers()) forget();
    const ownMetric = (seen & keyMetric) !== 0 ? metric : defaultMetric;
    const ownVersion = (seen & keyVersion) !== 0 ? version : null;
    const ownVariant = (seen & keyVariant) !== 0 ? variant : null;
    const ownCondition = (seen & keyCondition) !== 0 ? condition : "";
    const ownSeed = (seen & keySeed) !== 0 ? seed : null;
    let stream: KnownStream | undefined;
    for (let at = 0; at < recent.length; at += 1) {
      const candidate = recent[at] as KnownStream;
      if (
        candidate.metric === ownMetric &&
        candidate.suite === suite &&
        candidate.condition === ownCondition &&
        candidate.seed === ownSeed &&
        candidate.variant === ownVariant &&
        candidate.version === ownVersion
      ) {
        stream = candidate;
        break;
      }
    }
    if (stream === undefined) {
      const names = { suite, version: ownVersion, variant: ownVariant, metric: ownMetric };
      stream = indices.get(streamKey({ ...names, condition: ownCondition, seed: ownSeed }));
      if (stream === undefined) return -1;
      remember(stream);
    }
    return direction !== undefined && direction !== stream.direction ? -1 : stream.index;
  }

  function remember(stream: KnownStream): void {
    recent = [stream, ...recent.slice(0, 7)];
  }

  /** a header line gives the same names another task */
  function forget(): void {
    headers = tasks.headers();
    recent = [];
    indices.clear();
  }

  return {
    columns,
    /** Remembers the streams of a task whose first line was read the careful way. */
    learn(stream: Omit<KnownStream, "index"> & { task: number }): void {
      if (headers !== tasks.headers()) forget();
      const key = streamKey(stream);
      if (indices.has(key)) return;
      const { task, ...names } = stream;
      const learned = { ...names, index: streams.length };
      streams.push({ task, metric: stream.metric, condition: stream.condition, seed: stream.seed });
      indices.set(key, learned);
      remember(learned);
    },
    clear(): void {
      columns.count = 0;
    },
    /** Takes the line that begins at `from`; returns the index after its object, or −1 where it isn't of the usual shape. */
    line(text: string, from: number, lineNumber: number): number {
      if (text.charCodeAt(from) !== 123) return -1;
      let at = from + 1;
      let seen = 0;
      let item = "";
      let numeric = 0;
      let epoch = 1;
      let score = 0;
      let status = 0;
      let stratum: string | undefined;
      let hash: string | undefined;
      let direction: Direction | undefined;
      for (let place = 0; ; place += 1) {
        while (text.charCodeAt(at) === 32) at += 1;
        const key = keyAt(text, at, place);
        if (key === 0 || (seen & key) !== 0) return -1;
        seen |= key;
        at += (spellings.get(key) as string).length;
        while (text.charCodeAt(at) === 32) at += 1;
        switch (key) {
          case keySuite:
            suite = textAt(text, at, suite);
            break;
          case keyVersion:
            version = textAt(text, at, version);
            break;
          case keyVariant:
            variant = textAt(text, at, variant);
            break;
          case keyMetric:
            metric = textAt(text, at, metric);
            break;
          case keyCondition:
            condition = textAt(text, at, condition);
            break;
          case keySeed:
            seed = textAt(text, at, seed);
            break;
          case keyCluster:
            cluster = textAt(text, at, cluster);
            break;
          case keyStrata:
            stratum = textAt(text, at, "");
            break;
          case keyHash:
            hash = textAt(text, at, "");
            break;
          case keyDirection: {
            const said = textAt(text, at, "");
            direction = directions.find((known) => known === said);
            if (direction === undefined) return -1;
            break;
          }
          case keyStatus: {
            const said = textAt(text, at, "");
            status = statuses.findIndex((known) => known === said);
            if (status < 0) return -1;
            break;
          }
          case keyItem:
            if (text.charCodeAt(at) === 34) {
              item = textAt(text, at, "");
            } else {
              numberAt(text, at);
              if (end < 0 || end - at > 15 || !Number.isInteger(number) || text.charCodeAt(at) === 45) return -1;
              item = text.slice(at, end);
              if (item !== String(number)) return -1;
              numeric = 1;
            }
            break;
          case keyEpoch:
            numberAt(text, at);
            if (end < 0 || end - at > 7 || !Number.isInteger(number)) return -1;
            epoch = number;
            break;
          default:
            if (text.startsWith("null", at)) {
              score = Number.NaN;
              end = at + 4;
            } else {
              numberAt(text, at);
              score = number;
            }
        }
        if (end < 0) return -1;
        at = end;
        while (text.charCodeAt(at) === 32) at += 1;
        const next = text.charCodeAt(at);
        at += 1;
        if (next === 125) break;
        if (next !== 44) return -1;
      }
      const needed = keySuite | keyItem | keyScore;
      if ((seen & needed) !== needed || suite === "" || item === "") return -1;
      if (score !== score && status === 0) return -1;
      const stream = streamOf(seen, direction);
      if (stream < 0) return -1;
      const cell = columns.count;
      columns.stream[cell] = stream;
      columns.items[cell] = item;
      columns.numeric[cell] = numeric;
      columns.epochs[cell] = epoch;
      columns.scores[cell] = score;
      columns.statuses[cell] = status;
      columns.lines[cell] = lineNumber;
      columns.clusters[cell] = (seen & keyCluster) !== 0 ? cluster : undefined;
      columns.strata[cell] = stratum;
      columns.itemHashes[cell] = hash;
      columns.count = cell + 1;
      return at;
    },
  };
}
