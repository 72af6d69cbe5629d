/** What a trainer does, from result files to the comparison, on a service of the demo's own. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Client, serviceClient } from "@evenmatch/client";
import { Comparison } from "@evenmatch/contract/comparison";
import { ownerKeyFile, serve } from "@evenmatch/service/serve";
import { settled } from "../current-comparison.ts";
import { CommandError } from "../failure.ts";
import { reportLines } from "../problem-lines.ts";
import { pushSources } from "../push-sources.ts";
import { selectSources } from "../select-sources.ts";
import { type Push, pushesOf } from "./pushes.ts";
import { type Arm, arms, drawStudy, type Study } from "./study.ts";

/** Under this id the demo's service knows the experiment. */
export const experimentId = "demo";
const waitMs = 120_000;

/** What to draw, and where to put it. */
export interface DemoOptions {
  seed: string;
  /** an empty folder: result files, `truth.json` and the service's home are put there */
  folder: string;
  /** is told what happens */
  say(line: string): void;
}

/** What was drawn, and what the service made of it. */
export interface DemoResult {
  study: Study;
  comparison: Comparison;
}

/**
 * Draws the study, writes its files, starts the service, pushes both arms and waits for the comparison.
 *
 * @throws {CommandError} where a file has problems, an upload is rejected, or the comparison does not come
 */
export async function runDemo({ seed, folder, say }: DemoOptions): Promise<DemoResult> {
  const study = drawStudy(seed);
  const pushes = { treatment: await pushesOf(study, "treatment"), baseline: await pushesOf(study, "baseline") };
  const data = path.join(folder, "results");
  for (const arm of arms) await writeFiles(data, pushes[arm]);
  await writeFile(path.join(folder, "truth.json"), truthJson(study));
  const files = arms.flatMap((arm) => pushes[arm].flatMap((push) => push.files)).length;
  say(`drew ${study.suites.length} suites in two arms with seed ${seed}: ${files} files in ${data}`);

  const home = path.join(folder, "home");
  await mkdir(home);
  const service = await serve({ home, port: 0 });
  try {
    say(`serving ${service.url}`);
    const client = serviceClient({ url: service.url, key: (await readFile(ownerKeyFile(home), "utf8")).trim() });
    await declare(client, study);
    await Promise.all(
      arms.map(async (arm) => {
        for (const push of pushes[arm]) await pushOne({ client, study, arm, push, data, say });
      }),
    );
    const state = await settled(client, experimentId, waitMs);
    if (state.status !== "current") throw new CommandError(`needed a current comparison, found it ${state.status}`);
    const comparison = await client.get(`/v1/experiments/${experimentId}/comparison.json`);
    return { study, comparison: Comparison.parse(comparison) };
  } finally {
    await service.stop();
  }
}

/** The plan is fixed before the first result. */
async function declare(client: Client, { checkpoints }: Study): Promise<void> {
  for (const arm of arms) await client.put(`/v1/checkpoints/${checkpoints[arm].id}`, checkpoints[arm].checkpoint);
  await client.put(`/v1/experiments/${experimentId}`, {
    name: "demo: 53 suites with known effects",
    treatment: [checkpoints.treatment.id],
    baseline: [checkpoints.baseline.id],
  });
}

interface PushOne {
  client: Client;
  study: Study;
  arm: Arm;
  push: Push;
  data: string;
  say(line: string): void;
}

async function pushOne({ client, study, arm, push, data, say }: PushOne): Promise<void> {
  const { sources } = await selectSources(push.files.map((file) => path.join(data, file.path)));
  const { answer, reports } = await pushSources({
    client,
    sources,
    checkpoint: study.checkpoints[arm].id,
    ...(push.clusterKey === undefined ? {} : { clusterKey: push.clusterKey }),
    waitMs,
  });
  const problems = [...reportLines(reports), ...reportLines(answer.reports)];
  if (answer.status !== "counted" || problems.length > 0) {
    throw new CommandError([`${push.name} of the ${arm}: needed it counted, found it ${answer.status}`, ...problems]);
  }
  say(`${arm}: ${push.name}: ${push.files.length} files, ${answer.results.length} suites counted`);
}

async function writeFiles(folder: string, pushes: readonly Push[]): Promise<void> {
  for (const { path: name, bytes } of pushes.flatMap((push) => push.files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** What is true of every suite, for whoever wants to check the comparison by other means. */
function truthJson({ seed, checkpoints, suites }: Study): string {
  const truth = { seed, checkpoints, suites: suites.map((suite) => suite.truth) };
  return `${JSON.stringify(truth, null, 2)}\n`;
}
