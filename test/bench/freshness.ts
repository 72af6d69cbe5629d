/** From the completion of the last upload to the served comparison, by a running service; and after one suite changed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { outgoingFile, serviceClient } from "@evenmatch/client";
import { median } from "./median.ts";
import { started } from "./started.ts";
import { writeArms } from "./w-files.ts";
import { suites } from "./workload-w.ts";

const command = path.resolve(import.meta.dirname, "../../packages/cli/bin/evenmatch.mjs");

/** The section of the page. */
export async function freshnessSection(rounds: number): Promise<string> {
  const home = mkdtempSync(path.join(os.tmpdir(), "evenmatch-bench-"));
  const service = await started([command, "serve", "--port", "0", "--home", home]);
  const key = readFileSync(path.join(home, "owner-key"), "utf8").trim();
  const client = serviceClient({ url: service.line, key });
  const files = writeArms(home, { suites: suites.map((_, suite) => suite), items: Number.POSITIVE_INFINITY });
  const rows = { treatment: readFileSync(files.treatment, "utf8"), baseline: readFileSync(files.baseline, "utf8") };
  const first = rows.treatment.split("\n").filter((line) => line.includes('"suite-00"'));

  /** Seconds from the moment the file is there to the served comparison of all suites. */
  async function seconds(checkpoint: string, experiment: string, content: string): Promise<number> {
    let there = 0;
    const onProgress = (_done: number, _total: number, what: string) => {
      if (what.startsWith("sent")) there = performance.now();
    };
    await client.pushFiles({ checkpoint, files: [await outgoingFile("rows.ndjson", content)], onProgress });
    await client.settled(experiment);
    const { suites: compared } = await client.comparison(experiment);
    if (compared.length !== suites.length) throw new Error(`needed ${suites.length} suites, found ${compared.length}`);
    return (performance.now() - there) / 1000;
  }

  const whole: number[] = [];
  const changed: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`bench: from upload to comparison, round ${round + 1} of ${rounds}\n`);
    const [treatment, baseline, experiment] = [`treatment-${round}`, `baseline-${round}`, `experiment-${round}`];
    await client.pushFiles({ checkpoint: baseline, files: [await outgoingFile("rows.ndjson", rows.baseline)] });
    await client.declareCheckpoint(treatment, {});
    // a seed of its own: no row of an earlier round is known
    const plan = { seed: `round ${round}` };
    await client.declareExperiment(experiment, { treatment: [treatment], baseline: [baseline], plan });
    whole.push(await seconds(treatment, experiment, rows.treatment));
    const turned = first.map((line, at) => (at < 7 ? line.replace(/"score":[^,}]+/, '"score":0.5') : line));
    changed.push(await seconds(treatment, experiment, `${turned.join("\n")}\n`));
  }
  service.child.kill("SIGTERM");
  await new Promise((resolve) => service.child.once("exit", resolve));
  rmSync(home, { recursive: true, force: true });
  const share = median(changed.map((each, round) => each / (whole[round] ?? Number.NaN)));
  return `From the moment the last file of workload W is there to the served comparison of its 53 suites, read, kept and computed by one
running service on this machine: ${median(whole).toFixed(2)} s (median of ${rounds} rounds). After an upload that changes one of the 53 suites:
${median(changed).toFixed(2)} s, **${share.toFixed(2)}×** of that.`;
}
