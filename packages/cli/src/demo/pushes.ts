/** The study as a trainer holds it: folders of result files, pushed a few at a time. */
import type { DemoFile } from "./files/demo-file.ts";
import { inspectEval, inspectJson } from "./files/inspect.ts";
import { type InspectLog, inspectLog } from "./files/inspect-log.ts";
import { lmEvalRun, oldLmEvalRun } from "./files/lm-eval.ts";
import { nativeCsv, nativeNdjson } from "./files/native.ts";
import type { Arm, DrawnSuite, Study } from "./study.ts";
import { type DemoFormat, logOf } from "./suites.ts";

/** Files that one `push` sends. */
export interface Push {
  /** what they are, for people */
  name: string;
  files: readonly DemoFile[];
  /** metadata key that names the cluster of an item */
  clusterKey?: string;
}

/** Every push of one arm. */
export async function pushesOf(study: Study, arm: Arm): Promise<Push[]> {
  const of = (format: DemoFormat) => study.suites.filter((suite) => suite.suite.format === format);
  return [
    ...(await inspectPushes(study, arm)),
    { name: "lm-eval results and samples", files: lmEvalRun(study, of("lm-eval"), arm) },
    { name: "lm-eval results before 0.4", files: [oldLmEvalRun(study, of("lm-eval-aggregate"), arm)] },
    {
      name: "native rows",
      files: [
        ...of("ndjson").map((suite) => nativeNdjson(suite, arm)),
        ...of("csv").map((suite) => nativeCsv(suite, arm)),
      ],
    },
  ];
}

/** Logs whose items are clustered by the same key go together. */
async function inspectPushes(study: Study, arm: Arm): Promise<Push[]> {
  const logs = new Map<string, DrawnSuite[]>();
  for (const suite of study.suites) {
    if (suite.suite.format !== "inspect-eval" && suite.suite.format !== "inspect-json") continue;
    const log = logOf(suite.suite);
    logs.set(log, [...(logs.get(log) ?? []), suite]);
  }
  const byKey = new Map<string, DemoFile[]>();
  for (const suites of logs.values()) {
    const [first] = suites as [DrawnSuite];
    const key = first.suite.clusters?.key ?? "";
    const file = await logFile(first, inspectLog(study, suites, arm), arm);
    byKey.set(key, [...(byKey.get(key) ?? []), file]);
  }
  return [...byKey].map(([key, files]) => ({
    name: key === "" ? "Inspect logs" : `Inspect logs clustered by ${key}`,
    files,
    ...(key === "" ? {} : { clusterKey: key }),
  }));
}

async function logFile(suite: DrawnSuite, log: InspectLog, arm: Arm): Promise<DemoFile> {
  return suite.suite.format === "inspect-eval" ? inspectEval(log, arm) : inspectJson(log, arm);
}
