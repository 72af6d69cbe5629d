import { contentHash } from "../content-hash.ts";
import { found, wholeOf } from "../fields.ts";
import { isObject, setMember } from "../json.ts";
import type { Json, ReadEvent, ScoreRow } from "../reader.ts";
import type { Status } from "../score-table.ts";
import { type Choice, type JsonPath, type Selected, selectJsonBatches } from "../select-json.ts";
import { inspectScores } from "./inspect-value.ts";

/** What is kept of a sample or of its summary. */
interface RawSample {
  id?: Json;
  epoch?: Json;
  input?: Json;
  error?: Json;
  limit?: Json;
  cluster?: Json;
  /** scorer → value */
  scores: Map<string, Json>;
}

export type InspectPart =
  /** a member of the log itself: `eval`, `results`, `status`, … */
  | { type: "part"; key: string; value: Json }
  /** the list of samples begins after what has been seen so far */
  | { type: "sample"; sample: RawSample; place: string };

/** what a log puts in a summary for a value over 1 kB */
const removed = /^Key removed from summary/;

/**
 * Picks what matters out of an Inspect log, or out of a member with summaries: transcripts are passed over unread.
 *
 * `list` is where the samples stand: `["samples"]` in a log, `[]` in `summaries.json`. Without `samples` they are
 * passed over and only the log's own members come.
 *
 * In batches, as the bytes come. @throws {ContentError} as `selectJson`
 */
export async function* inspectParts(
  chunks: AsyncIterable<Uint8Array>,
  of: {
    list: readonly string[];
    samples: boolean;
    clusterKey: string | undefined;
    where: { file: string; place?: string };
  },
): AsyncIterable<InspectPart[]> {
  const depth = of.list.length;
  const place = (index: string | number): string =>
    [of.where.place, `/${[...of.list, index].join("/")}`].filter(Boolean).join(" ");
  let sample: RawSample = { scores: new Map() };

  function choose(path: JsonPath): Choice {
    if (path.length < depth) return "enter";
    if (depth === 1 && path[0] !== "samples")
      return path[0] === "eval" || path[0] === "results" || path[0] === "status" ? "take" : "skip";
    if (!of.samples) return "skip";
    if (path.length <= depth + 1) return "enter";
    return chooseField(path, depth + 1, of.clusterKey);
  }

  function* partsOf(events: readonly Selected[]): Iterable<InspectPart> {
    for (const event of events) {
      const { path } = event;
      if (depth === 1 && path[0] !== "samples") {
        if (event.type === "value" && path.length === 1)
          yield { type: "part", key: String(path[0]), value: event.value };
      } else if (path.length === depth + 1) {
        // a sample that is no object comes as a value: an empty one tells what is missing
        yield {
          type: "sample",
          sample: event.type === "end" ? sample : { scores: new Map() },
          place: place(path[depth] as number),
        };
        sample = { scores: new Map() };
      } else if (path.length > depth + 1 && event.type === "value") {
        keepField(sample, path, depth + 1, event.value);
      }
    }
  }

  for await (const events of selectJsonBatches(chunks, choose, of.where)) {
    const parts = [...partsOf(events)];
    if (parts.length > 0) yield parts;
  }
}

/** `from` is where the path of a sample's own field begins. */
function chooseField(path: JsonPath, from: number, clusterKey: string | undefined): Choice {
  const field = path[from];
  const length = path.length - from;
  if (field === "id" || field === "epoch" || field === "input" || field === "error" || field === "limit") return "take";
  if (field === "metadata") {
    if (clusterKey === undefined) return "skip";
    return length === 1 ? "enter" : path[from + 1] === clusterKey ? "take" : "skip";
  }
  // version 1 of the log has one unnamed score
  if (field === "score") return length === 1 ? "enter" : path[from + 1] === "value" ? "take" : "skip";
  if (field === "scores") return length < 3 ? "enter" : path[from + 2] === "value" ? "take" : "skip";
  return "skip";
}

function keepField(sample: RawSample, path: JsonPath, from: number, value: Json): void {
  const field = path[from];
  const length = path.length - from;
  if (field === "scores" && length === 3) sample.scores.set(String(path[from + 1]), value);
  else if (field === "score" && length === 2) sample.scores.set("", value);
  else if (field === "metadata" && length === 2) sample.cluster = value;
  else if (length === 1 && field !== "scores" && field !== "score" && field !== "metadata") {
    sample[field as "id" | "epoch" | "input" | "error" | "limit"] = value;
  }
}

/** The events of one sample: its row, and problems for values that can't be scores. `soleScorer` names v1's score, `scorers` what an errored sample lacks. */
export function sampleEvents(
  raw: RawSample,
  of: { task: number; place: string; soleScorer: string | undefined; scorers: readonly string[] },
): ReadEvent[] {
  const { id } = raw;
  if (typeof id !== "string" && !(typeof id === "number" && Number.isSafeInteger(id))) {
    return [
      problem(`${of.place}/id`, "invalid_item", `needed a text or a whole number that is exact, found ${found(id)}`),
    ];
  }
  const epoch = raw.epoch === undefined ? 1 : wholeOf(raw.epoch, 0);
  if (epoch === undefined)
    return [problem(`${of.place}/epoch`, "invalid_epoch", `needed a whole epoch, found ${found(raw.epoch)}`)];

  const errored = raw.error !== undefined && raw.error !== null;
  const scores: Record<string, number | null> = {};
  const problems: ReadEvent[] = [];
  let scored = false;
  if (errored) {
    for (const scorer of of.scorers) setMember(scores, scorer, null);
  } else {
    for (const [name, value] of raw.scores) {
      const scorer = name === "" ? (of.soleScorer ?? "score") : name;
      for (const score of inspectScores(scorer, value)) {
        if ("wrong" in score) {
          problems.push(problem(`${of.place}/scores/${score.metric}`, "invalid_score", score.wrong));
        } else {
          setMember(scores, score.metric, score.score);
          if (score.score !== null) scored = true;
        }
      }
    }
    if (problems.length > 0 && Object.keys(scores).length === 0) return problems;
  }
  const cluster = clusterOf(raw.cluster);
  const row: ScoreRow = {
    item: String(id),
    numericItem: typeof id === "number",
    epoch,
    scores,
    status: statusOf(errored, scored, raw.limit),
    condition: "",
    seed: null,
    ...(raw.input !== undefined && { itemHash: contentHash(plainInput(raw.input)) }),
    ...(cluster !== undefined && { cluster }),
    place: of.place,
  };
  return [...problems, { type: "row", task: of.task, row }];
}

/** Has the row a cluster that can be trusted? A value that was cut out of a summary is none. */
export function clusterOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value === "" || removed.test(value) ? undefined : value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "boolean" ? String(value) : undefined;
}

function statusOf(errored: boolean, scored: boolean, limit: Json | undefined): Status {
  if (errored) return "error";
  if (scored) return "ok";
  const kind = isObject(limit) ? limit.type : limit;
  return kind === "time" || kind === "working" ? "timeout" : "unscored";
}

/** Chat messages get a new id in every run: the content is what two runs share. */
function plainInput(input: Json): Json {
  if (!Array.isArray(input)) return input;
  return input.map((message: Json) => {
    if (!isObject(message)) return message;
    const { id: _id, source: _source, ...rest } = message;
    return rest;
  });
}

function problem(place: string, code: string, text: string): ReadEvent {
  return { type: "problem", problem: { place, code, text } };
}
