import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Comparison } from "@evenmatch/contract/comparison";
import { RecordedCheckpoint } from "@evenmatch/contract/record";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningService } from "../service/running-service.ts";
import { sharedFolder } from "../shared-files.ts";
import { nightMapping, writeNight } from "./night.ts";
import { runHere, temporaryFolder } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;
const service = runningService();
const at = (name: string) => path.join(folder, name);
const evenmatch = (...args: string[]) => runHere(args, { EVENMATCH_HOME: service.home });
const compared = async (name: string): Promise<Comparison> => {
  const { stdout, stderr } = await evenmatch(
    "compare",
    at(name),
    "--map",
    at(`${name}/evenmatch.yaml`),
    "--format",
    "json",
  );
  return Comparison.parse(JSON.parse(stdout === "" ? stderr : stdout));
};
let original: Comparison;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await writeNight(at("night"));
  await writeFile(at("night/evenmatch.yaml"), nightMapping);
  original = await compared("night");
  const { code, stderr } = await evenmatch("push", at("night"), "--map", at("night/evenmatch.yaml"));
  expect({ code, stderr: stderr.replace(/: .*/, "") }).toMatchObject({ code: 0 });
  expect((await evenmatch("table", "trait", "--format", "csv")).code).toBe(0);
}, 120_000);
afterAll(() => remove());

describe("evenmatch export", { timeout: 120_000 }, () => {
  it.each(["ndjson", "parquet"])("of an experiment as %s is read again as the same results", async (format) => {
    const { code, stdout } = await evenmatch("export", "trait", "--format", format, "--to", at(`out-${format}`));
    expect(code).toBe(0);
    const files = readdirSync(at(`out-${format}`)).sort();
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => path.basename(line))
        .sort(),
    ).toEqual(files);
    expect(files.filter((name) => /^(base|trait)-[12]000(-part2)?\./.test(name)).length).toBe(files.length - 1);
    const again = await compared(`out-${format}`);
    expect(again.suites.map(({ results }) => results)).toEqual(original.suites.map(({ results }) => results));
    expect(again.digest).toBe(original.digest);
  });

  it("of a comparison by its digest has what it was made from", async () => {
    expect((await evenmatch("export", original.digest, "--to", at("by-digest"))).code).toBe(0);
    expect((await compared("by-digest")).digest).toBe(original.digest);
  });

  it("of a checkpoint goes to stdout, where it is one file", async () => {
    const { code, stdout, stderr } = await evenmatch("export", "base-1000");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await writeFile(at("base.ndjson"), stdout);
    const after = await evenmatch("inspect", at("base.ndjson"), "--suite", "x", "--format", "json");
    const [file] = JSON.parse(after.stdout) as { suites: { items: number; mean: number }[] }[];
    const means = file?.suites.map(({ items, mean }) => `${items} ${mean}`).sort();
    expect(means).toEqual(["40 0.45", "500 0.5", "60 0.2", "60 0.4"]);
  });

  it("of files needs no service", async () => {
    const file = at("night/base/step-1000/bedside.eval");
    const { code, stdout } = await evenmatch("export", file, "--metric", "kind", "--cluster-key", "patient");
    expect(code).toBe(0);
    const [header, first] = stdout.split("\n");
    expect(JSON.parse(header ?? "")).toMatchObject({ header: { harness: "inspect", task: "bedside" } });
    expect(JSON.parse(first ?? "")).toMatchObject({ suite: "bedside", item: "visit-0", cluster: "p0", score: 1 });
  });

  it("as Every Eval Ever fits its schemas and keeps means and scores", async () => {
    const options = ["--format", "every-eval-ever", "--developer", "acme", "--organization", "Acme", "--to", at("eee")];
    expect((await evenmatch("export", "base-2000", ...options)).code).toBe(0);
    const root = at("eee/data/evenmatch/acme/base-2000");
    const aggregates = readdirSync(root).filter((name) => name.endsWith(".json"));
    expect(aggregates).toHaveLength(3); // one for each harness
    const shared = sharedFolder();
    const ajv = new Ajv({ strict: false, allErrors: true });
    const schema = (name: string) =>
      shared === undefined
        ? undefined
        : ajv.compile(JSON.parse(readFileSync(path.join(shared, "fixtures/every_eval_ever", name), "utf8")) as object);
    const [ofAggregate, ofInstance] = [schema("eval.schema.json"), schema("instance_level_eval.schema.json")];
    const means: number[] = [];
    for (const name of aggregates) {
      const aggregate = JSON.parse(readFileSync(path.join(root, name), "utf8")) as {
        evaluation_results: { score_details: { score: number; uncertainty: { confidence_interval?: object } } }[];
      };
      ofAggregate?.(aggregate);
      expect(ofAggregate?.errors ?? []).toEqual([]);
      for (const { score_details: details } of aggregate.evaluation_results) {
        means.push(details.score);
        if (details.score !== 0.5) expect(details.uncertainty.confidence_interval).toBeDefined();
      }
    }
    expect(means.map((mean) => mean.toFixed(3)).sort()).toEqual(["0.200", "0.400", "0.450", "0.500", "0.500"]);
    for (const name of readdirSync(root).filter((each) => each.endsWith("_samples.jsonl"))) {
      for (const line of readFileSync(path.join(root, name), "utf8").trimEnd().split("\n")) {
        ofInstance?.(JSON.parse(line));
        expect(ofInstance?.errors ?? []).toEqual([]);
      }
    }
    const read = await evenmatch("inspect", at("eee"), "--format", "json");
    expect(read).toMatchObject({ code: 0 });
  });

  it("writes over nothing, and says what it needs", async () => {
    expect((await evenmatch("export", "base-1000", "--to", at("twice"))).code).toBe(0);
    expect(await evenmatch("export", "base-1000", "--to", at("twice"))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /base-1000\.ndjson: needed a new file, found one: --force writes over it \(file_exists\)\n$/,
      ),
    });
    expect((await evenmatch("export", "base-1000", "--to", at("twice"), "--force")).code).toBe(0);
    expect(await evenmatch("export", "trait")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/needed --to FOLDER for 4 files: .* \(several_files\)\n$/),
    });
    expect(await evenmatch("export", "nobody")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no checkpoint nobody \(not_found\)\n$/),
    });
  });
});

describe("the routes of scores", () => {
  it("list a checkpoint's results, and give each as rows and as Parquet", async () => {
    const listed = await service.call("GET", "/v1/checkpoints/base-1000/results");
    const { results } = RecordedCheckpoint.parse(await listed.json());
    expect(results.map(({ suite, variant, condition }) => `${suite} ${variant} ${condition}`)).toHaveLength(4);
    const base = `/v1/checkpoints/base-1000/results/${results[0]?.resultHash}`;
    const rows = await service.call("GET", `${base}.ndjson`);
    expect(rows.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = (await rows.text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as object).length).toBeGreaterThan(1);
    const table = Buffer.from(await (await service.call("GET", `${base}.parquet`)).arrayBuffer());
    expect(table.subarray(0, 4).toString()).toBe("PAR1");
  });

  it("say what is not there, and give nothing without a key", async () => {
    const nothing = "0".repeat(64);
    for (const target of [
      `/v1/checkpoints/base-1000/results/${nothing}.ndjson`,
      "/v1/checkpoints/nobody/results",
      `/v1/comparisons/${original.digest}/results/${nothing}.ndjson`,
    ]) {
      expect((await service.call("GET", target)).status).toBe(404);
      expect((await fetch(new URL(target, service.url))).status).toBe(401);
    }
    expect((await service.call("GET", "/v1/checkpoints/base-1000/results/x.csv")).status).toBe(400);
  });
});
