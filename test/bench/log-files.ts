/** Large logs as harnesses write them: long texts beside a few scores. Nothing of the texts is looked at by a comparison. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { ZipFile } from "yazl";

/** what a sample of a long agentic task weighs in its log, bytes */
const sampleBytes = 100_000;
const rowBytes = 4_000;

const time = "2026-05-01T10-00-00.000000";

/** A pool of words in no order, the same every time: made once, for making it is slower than writing it. */
const pool = words(2_000_000);

function words(length: number): string {
  const parts: string[] = [];
  let state = 1;
  for (let at = 0; at < length; at += 8) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    parts.push(state.toString(36).padStart(7, "x"));
  }
  return parts.join(" ").slice(0, length);
}

/** Text of some length, another for each seed. */
function filler(seed: number, length: number): string {
  const from = (seed * 7919) % (pool.length - length);
  return pool.slice(from, from + length);
}

const scoreOf = (index: number): string => ((index * 7919) % 10 < 6 ? "C" : "I");

const sample = (index: number) => ({
  id: `sample-${index}`,
  epoch: 1,
  input: `question ${index}`,
  target: "yes",
  messages: [{ role: "assistant", content: filler(index, sampleBytes) }],
  scores: { match: { value: scoreOf(index) } },
});

function inspectHeader(count: number) {
  const right = Array.from({ length: count }, (_, index) => index).filter((index) => scoreOf(index) === "C").length;
  return {
    version: 2,
    status: "success",
    eval: {
      task: "long_tasks",
      task_version: 1,
      task_args: {},
      model: "org/model",
      run_id: "run",
      eval_id: "eval",
      created: "2026-05-01T00:00:00+00:00",
      config: { epochs: 1 },
    },
    plan: {},
    results: {
      total_samples: count,
      completed_samples: count,
      scores: [{ name: "match", scorer: "match", metrics: { accuracy: { name: "accuracy", value: right / count } } }],
    },
    stats: {},
  };
}

/** An Inspect log as `.eval`: samples one by one in a zip file, their summaries in one member. */
export async function writeEval(file: string, bytes: number, { compress }: { compress: boolean }): Promise<number> {
  const count = Math.ceil(bytes / sampleBytes);
  const zip = new ZipFile();
  const out = createWriteStream(file);
  zip.outputStream.pipe(out);
  zip.addBuffer(Buffer.from("{}"), "_journal/start.json");
  const summaries: object[] = [];
  for (let index = 0; index < count; index += 1) {
    const { messages, ...summary } = sample(index);
    summaries.push(summary);
    zip.addBuffer(Buffer.from(JSON.stringify({ ...summary, messages })), `samples/sample-${index}_epoch_1.json`, {
      compress,
    });
    // no more in memory than what is being written
    await turn();
    if (out.writableNeedDrain) await once(out, "drain");
  }
  zip.addBuffer(Buffer.from(JSON.stringify(summaries)), "summaries.json");
  zip.addBuffer(Buffer.from(JSON.stringify(inspectHeader(count))), "header.json");
  zip.end();
  await finished(out);
  return count;
}

/** characters that are written at once: a write for every line takes longer than making the line */
const batch = 1_000_000;

async function writeText(file: string, parts: Iterable<string>): Promise<void> {
  const out = createWriteStream(file);
  let held: string[] = [];
  let length = 0;
  for (const part of parts) {
    held.push(part);
    length += part.length;
    if (length < batch) continue;
    if (!out.write(held.join(""))) await once(out, "drain");
    held = [];
    length = 0;
  }
  out.end(held.join(""));
  await finished(out);
}

/** An Inspect log as one JSON document. */
export async function writeInspectJson(file: string, bytes: number): Promise<number> {
  const count = Math.ceil(bytes / sampleBytes);
  function* parts(): Iterable<string> {
    yield `${JSON.stringify(inspectHeader(count)).slice(0, -1)},"samples":[`;
    for (let index = 0; index < count; index += 1) yield `${index === 0 ? "" : ","}${JSON.stringify(sample(index))}`;
    yield "]}";
  }
  await writeText(file, parts());
  return count;
}

/** The rows of lm-evaluation-harness, a JSON object a line; answers the two files' names in the folder. */
export async function writeLmEval(folder: string, bytes: number): Promise<{ count: number; files: string[] }> {
  const count = Math.ceil(bytes / rowBytes);
  const right = Array.from({ length: count }, (_, index) => index).filter((index) => scoreOf(index) === "C").length;
  const results = {
    results: { long: { alias: "long", "exact_match,none": right / count } },
    configs: { long: { doc_to_text: "Q: {{question}}" } },
    versions: { long: 1 },
    "n-shot": { long: 0 },
    higher_is_better: { long: { exact_match: true } },
    "n-samples": { long: { original: count, effective: count } },
    date: 1777629600,
    model_name: "org/model",
  };
  const files = [`results_${time}.json`, `samples_long_${time}.jsonl`];
  await writeText(`${folder}/${files[0]}`, [JSON.stringify(results)]);
  function* rows(): Iterable<string> {
    for (let index = 0; index < count; index += 1) {
      const row = {
        doc_id: index,
        doc: { question: `question ${index}`, passage: filler(index, rowBytes) },
        filter: "none",
        metrics: ["exact_match"],
        doc_hash: `hash${index}`,
        exact_match: scoreOf(index) === "C" ? 1 : 0,
      };
      yield `${JSON.stringify(row)}\n`;
    }
  }
  await writeText(`${folder}/${files[1]}`, rows());
  return { count, files };
}

/** Native rows that say all they can: four epochs an item. */
export async function writeNative(file: string, rows: number): Promise<number> {
  function* lines(): Iterable<string> {
    for (let row = 0; row < rows; row += 1) {
      const item = Math.floor(row / 4);
      const line = {
        suite: "long-names-as-a-harness-writes-them/and-a-subset",
        suiteVersion: "2026-05-01",
        item: `an-item-of-a-dataset-with-a-long-name/train/${String(item).padStart(8, "0")}`,
        itemHash: item.toString(16).padStart(64, "0"),
        cluster: `document-${item % 5000}`,
        strata: item % 2 === 0 ? "first half" : "second half",
        epoch: (row % 4) + 1,
        metric: "accuracy",
        score: (row * 7919) % 2,
      };
      yield `${JSON.stringify(line)}\n`;
    }
  }
  await writeText(file, lines());
  return rows;
}
