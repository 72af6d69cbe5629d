import { contentHash } from "../content-hash.ts";
import { found, wholeOf } from "../fields.ts";
import { isObject, member, setMember } from "../json.ts";
import type { Json, ReadEvent, ScoreRow } from "../reader.ts";
import type { Status } from "../score-table.ts";
import { type Choice, type JsonPath, type Selected, selectJsonBatches } from "../select-json.ts";
import { inspectScores } from "./inspect-value.ts";

/** What matters of a sample or of its summary. */
interface RawSample {
  id: Json | undefined;
  epoch: Json | undefined;
  input: Json | undefined;
  error: Json | undefined;
  limit: Json | undefined;
  cluster: Json | undefined;
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
 * Picks what matters out of an Inspect log, or out of a member with summaries.
 *
 * `list` is where the samples stand: `["samples"]` in a log, whose transcripts are passed over unread; `[]` in
 * `summaries.json`, whose entries are short and taken whole.
 *
 * In batches, as the bytes come. @throws {ContentError} as `selectJson`
 */
export async function* inspectParts(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  of: { list: readonly string[]; clusterKey: string | undefined; where: { file: string; place?: string } },
): AsyncIterable<InspectPart[]> {
  const depth = of.list.length;
  const before = of.where.place === undefined ? "" : `${of.where.place} `;
  const list = of.list.map((step) => `/${step}`).join("");
  let fields: Record<string, Json> = {};

  function choose(path: JsonPath): Choice {
    if (path.length < depth) return "enter";
    if (depth === 0) return path.length === 0 ? "enter" : "take";
    if (path[0] !== "samples")
      return path[0] === "eval" || path[0] === "results" || path[0] === "status" ? "take" : "skip";
    return path.length <= depth + 1 ? "enter" : chooseField(path, depth + 1, of.clusterKey);
  }

  function* partsOf(events: readonly Selected[]): Iterable<InspectPart> {
    for (const event of events) {
      const { path } = event;
      if (depth === 1 && path[0] !== "samples") {
        if (event.type === "value" && path.length === 1)
          yield { type: "part", key: String(path[0]), value: event.value };
      } else if (path.length === depth + 1) {
        // a sample that is no object comes as a value, and tells what is missing
        const whole = event.type === "value" ? event.value : fields;
        yield { type: "sample", sample: sampleOf(whole, of.clusterKey), place: `${before}${list}/${path[depth]}` };
        fields = {};
      } else if (path.length > depth + 1 && event.type === "value") {
        keepField(fields, path.slice(depth + 1), event.value);
      }
    }
  }

  for await (const events of selectJsonBatches(chunks, choose, of.where)) {
    const parts = [...partsOf(events)];
    if (parts.length > 0) yield parts;
  }
}

/** The samples of a short list of summaries, which was parsed whole; `place` is that of the list. */
export function summaryParts(
  entries: readonly Json[],
  of: { clusterKey: string | undefined; place: string },
): InspectPart[] {
  return entries.map((entry, index) => ({
    type: "sample",
    sample: sampleOf(entry, of.clusterKey),
    place: `${of.place} /${index}`,
  }));
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

/** Puts a value back where it stood in its sample. */
function keepField(sample: Record<string, Json>, path: JsonPath, value: Json): void {
  let at = sample;
  for (const step of path.slice(0, -1)) {
    const inner = Object.hasOwn(at, step) ? at[step] : undefined;
    const next: Record<string, Json> = isObject(inner) ? inner : {};
    if (next !== inner) setMember(at, String(step), next);
    at = next;
  }
  setMember(at, String(path.at(-1)), value);
}

function sampleOf(whole: Json, clusterKey: string | undefined): RawSample {
  const scores = new Map<string, Json>();
  const sole = member(member(whole, "score"), "value");
  if (sole !== undefined) scores.set("", sole);
  const named = member(whole, "scores");
  if (isObject(named)) {
    for (const [scorer, score] of Object.entries(named)) {
      const value = member(score, "value");
      if (value !== undefined) scores.set(scorer, value);
    }
  }
  return {
    id: member(whole, "id"),
    epoch: member(whole, "epoch"),
    input: member(whole, "input"),
    error: member(whole, "error"),
    limit: member(whole, "limit"),
    cluster: clusterKey === undefined ? undefined : member(member(whole, "metadata"), clusterKey),
    scores,
  };
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
