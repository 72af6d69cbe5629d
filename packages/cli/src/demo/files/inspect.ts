/** Inspect logs: `.eval` zips and JSON documents. */
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import type { Arm } from "../study.ts";
import { type DemoFile, jsonFile } from "./demo-file.ts";
import type { InspectLog } from "./inspect-log.ts";

// built from local fields, as zip stores them: the same bytes in every time zone
const options = { mtime: new Date(2026, 10, 2, 10), forceDosTimestamp: true };

/** The log as one JSON document. */
export function inspectJson(log: InspectLog, arm: Arm): DemoFile {
  return jsonFile(`${arm}/inspect/${log.name}.json`, { ...log.header, samples: log.samples });
}

/** The log as a zip: start of the journal, a member per sample, the index of the samples, the header last. */
export async function inspectEval(log: InspectLog, arm: Arm): Promise<DemoFile> {
  const zip = new ZipFile();
  function add(name: string, value: unknown, compress = true): void {
    zip.addBuffer(Buffer.from(JSON.stringify(value)), name, { ...options, compress });
  }
  const { version, eval: spec, plan } = log.header;
  add("_journal/start.json", { version, eval: spec, plan });
  // some hundred bytes each: a compressor apiece costs more than it saves
  for (const sample of log.samples) add(`samples/${sample.id}_epoch_${sample.epoch}.json`, sample, false);
  add("summaries.json", log.summaries);
  add("header.json", log.header);
  zip.end();
  return { path: `${arm}/inspect/${log.name}.eval`, bytes: await buffer(zip.outputStream) };
}
