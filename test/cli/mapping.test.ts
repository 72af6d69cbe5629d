import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { mapFiles } from "@evenmatch/cli/map-files";
import { readMapping } from "@evenmatch/cli/mapped-folder";
import { Comparison } from "@evenmatch/contract/comparison";
import { Mapping } from "@evenmatch/contract/mapping";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningService } from "../service/running-service.ts";
import { nightMapping as mapping, writeNight } from "./night.ts";
import { runHere, temporaryFolder } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await writeNight(path.join(folder, "night"));
  await writeFile(path.join(folder, "evenmatch.yaml"), mapping);
}, 60_000);
afterAll(() => remove());

const service = runningService();
const at = (name: string) => path.join(folder, name);
const evenmatch = async (...args: string[]) => {
  const { code, stdout, stderr } = await runHere(args, { EVENMATCH_HOME: service.home, COLUMNS: "200" });
  const [out, said] = [stdout, stderr].map((text) => text.replaceAll(`${folder}/`, ""));
  return { code, stdout: out ?? "", stderr: said ?? "" };
};
const rowsOf = (text: string) =>
  Comparison.parse(JSON.parse(text)).suites.map(({ suite, variant, condition, metric, clusters, n, role }) =>
    [suite, variant, condition, metric, n, clusters, role].join(" "),
  );

describe("a folder of mixed formats under a mapping", { timeout: 180_000 }, () => {
  it("is compared: named suites, variants, conditions, clusters, compute and steps", async () => {
    const { code, stdout, stderr } = await evenmatch(
      "compare",
      at("night"),
      "--map",
      at("evenmatch.yaml"),
      "--format",
      "json",
    );
    expect({ code, stderr: stderr.replaceAll(/night\S+/g, "…") }).toEqual({
      code: 0,
      stderr: "evenmatch: ignored 4 that no reader knows: … … … …\n",
    });
    expect(rowsOf(stdout)).toEqual([
      "ethics   acc,none 500  outcome",
      "house-bedside   kind 40 10 unassigned",
      "house triage  score 60  outcome",
      "house triage typos score 60  outcome",
    ]);
    const { computeMatch, trajectory, plan, arms } = Comparison.parse(JSON.parse(stdout));
    expect(computeMatch.status).toBe("matched");
    expect(trajectory).toEqual({ step: 2000, steps: [1000, 2000] });
    expect(plan.replicates).toBe(2000);
    expect(arms.baseline.checkpoints).toMatchObject([{ checkpoint: "base-2000", run: "base", step: 2000 }]);
  });

  it("is shown by a dry run, checkpoint by checkpoint, without a service", async () => {
    const { code, stdout, stderr } = await evenmatch("push", at("night"), "--map", at("evenmatch.yaml"), "--dry-run");
    expect(code).toBe(0);
    expect(stdout.match(/^\S+ \(\w+\): .*$/gm)).toEqual([
      expect.stringMatching(/^base-1000 \(baseline\): 4 files, 4 results, \d+ bytes to send$/),
      expect.stringMatching(/^base-2000 \(baseline\): /),
      expect.stringMatching(/^trait-1000 \(treatment\): /),
      expect.stringMatching(/^trait-2000 \(treatment\): /),
    ]);
    expect(stdout).toMatch(
      /^ {2}night\/base\/step-1000\/bedside\.eval: inspect-eval, 40 rows\n {4}. house-bedside +kind +40 items/m,
    );
    expect(stdout).toMatch(/house\/triage \[typos\] +score +60 items +mean 0\.2 /);
    expect(stderr).toMatch(/nothing was sent: this was a dry run\n$/);
  });

  it("is pushed by one command, and its comparison is the same one", async () => {
    const pushed = await evenmatch("push", at("night"), "--map", at("evenmatch.yaml"));
    expect(pushed).toMatchObject({ code: 0 });
    expect(pushed.stdout.match(/\d+ results of \S+ counted/g)).toEqual(
      ["base-1000", "base-2000", "trait-1000", "trait-2000"].map((checkpoint) => `4 results of ${checkpoint} counted`),
    );
    expect(pushed.stdout).toContain(
      "experiment trait: treatment trait-1000 trait-2000, baseline base-1000 base-2000\n",
    );
    const shown = await evenmatch("table", "trait", "--format", "json");
    const local = await evenmatch("compare", at("night"), "--map", at("evenmatch.yaml"), "--format", "json");
    const digest = (text: string) => Comparison.parse(JSON.parse(text)).digest;
    expect(digest(shown.stdout)).toBe(digest(local.stdout));

    // the files themselves, read by the service with the mapping's rules: the same again
    const raw = await evenmatch("push", at("night"), "--map", at("evenmatch.yaml"), "--raw");
    expect(raw).toMatchObject({ code: 0 });
    expect(digest((await evenmatch("table", "trait", "--format", "json")).stdout)).toBe(digest(local.stdout));
  });

  it("names the suite of a single push too", async () => {
    const file = at("night/base/step-1000/ours.ndjson");
    const { stdout } = await evenmatch("push", file, "--checkpoint", "alone", "--suite", "renamed");
    expect(stdout).toMatch(/^. renamed +score +60 items[\s\S]*1 result of alone counted\n$/);
    const raw = await evenmatch("push", file, "--checkpoint", "alone", "--suite", "renamed", "--raw");
    expect(raw.stdout).toMatch(/1 result of alone counted\n$/);
    const results = await service.call("GET", "/v1/checkpoints/alone/results");
    expect(await results.json()).toMatchObject({ results: [{ suite: "renamed" }] });
  });

  it("leaves no file out in silence", async () => {
    const map = mapping.replace(/ {2}- files: "trait[\s\S]*?flops: 3.1e21 \}\n/, "");
    await writeFile(path.join(folder, "half.yaml"), map);
    const { code, stdout, stderr } = await evenmatch("push", at("night"), "--map", at("half.yaml"), "--dry-run");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /night\/trait\/step-1000\/bedside\.eval: needed a rule of checkpoints that trait\/step-1000\/bedside\.eval fits, found none in half\.yaml; .*\(unmapped_file\)/,
    );
  });
});

describe("a mapping file", () => {
  const problemsOf = async (text: string): Promise<string[]> => {
    const file = path.join(folder, "map.yaml");
    await writeFile(file, text);
    return readMapping(file).then(
      () => [],
      (error: Error) => error.message.replaceAll(`${folder}/`, "").split("\n"),
    );
  };

  it.each([
    [
      "checkpoints:\n  - files: a\n",
      ["map.yaml: line 2: /checkpoints/0/checkpoint: needed string, found none (invalid_mapping)"],
    ],
    [
      "runs: epoch\nchekpoints: []\n",
      [
        'map.yaml: line 1: /runs: needed "epochs" (invalid_mapping)',
        "map.yaml: line 2: /chekpoints: needed a field that there is, found chekpoints (invalid_mapping)",
      ],
    ],
    [
      'checkpoints:\n  - files: "a/{step/**"\n    checkpoint: x\n',
      [
        "map.yaml: line 2: /checkpoints/0/files: needed a name of letters and digits in braces, found { (invalid_mapping)",
      ],
    ],
    [
      'checkpoints:\n  - files: "a/{run}/**"\n    checkpoint: x\n    arm: treatment\n    step: "{step}"\n',
      [
        "map.yaml: line 5: /checkpoints/0/step: needed names of the pattern (it has {run}), found {step} (invalid_mapping)",
      ],
    ],
    [
      "files:\n  - files: x\n    clusterkey: y\n",
      ["map.yaml: line 3: /files/0/clusterkey: needed a field that there is, found clusterkey (invalid_mapping)"],
    ],
    ["plan:\n  level: 2\n", ["map.yaml: line 2: /plan/level: needed number to be <1 (invalid_mapping)"]],
    [
      "tasks: [\n",
      [
        "map.yaml: line 2: needed JSON or YAML, found: Flow sequence in block collection must be sufficiently indented and end with a ] (invalid_mapping)",
      ],
    ],
    ["- a\n", ["map.yaml: needed the fields of a mapping (JSON or YAML), found something else (invalid_mapping)"]],
  ])("says what is wrong with %j, with its line", async (text, lines) => {
    expect(await problemsOf(text)).toEqual(lines);
  });

  it("is read as the documentation has it", async () => {
    const page = await readFile(new URL("../../docs/formats.md", import.meta.url), "utf8");
    const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(await problemsOf(example)).toEqual([]);
    expect(Object.keys(Mapping.parse((await readMapping(path.join(folder, "map.yaml"))).mapping))).toHaveLength(8);
  });
});

describe("files shared out to checkpoints", () => {
  const files = (...paths: string[]) => paths.map((each) => ({ name: `x/${each}`, path: each }));
  const of = (value: object) => Mapping.parse(value);

  it("go to the first rule, and every file rule adds", () => {
    const mapped = mapFiles(
      of({
        checkpoints: [
          { files: "special/*", checkpoint: "s" },
          { files: "{run}/*", checkpoint: "{run}@1", seed: 7 },
        ],
        files: [
          { files: "**/*.eval", clusterKey: "c" },
          { files: "b/*", itemKey: "i", condition: "k" },
        ],
        ignore: ["**/*.tmp"],
      }),
      files("b/one.eval", "special/x", "b/two", "b/x.tmp", "deep/er/y"),
    );
    expect(
      mapped.shares.map(({ checkpoint, body, files: own }) => [checkpoint, body, own.map((file) => file.path)]),
    ).toEqual([
      ["s", {}, ["special/x"]],
      ["b@1", { seed: "7" }, ["b/one.eval", "b/two"]],
    ]);
    expect(mapped.shares[1]?.readings).toEqual([
      { name: "x/b/one.eval", reading: { clusterKey: "c", itemKey: "i", condition: "k" } },
      { name: "x/b/two", reading: { itemKey: "i", condition: "k" } },
    ]);
    expect(mapped.unmapped.map((file) => file.path)).toEqual(["deep/er/y"]);
    expect(mapped.ignored.map((file) => file.path)).toEqual(["b/x.tmp"]);
    expect([mapped.problems, mapped.idle]).toEqual([[], []]);
  });

  it("have rules that fill in nonsense, contradict one another, or have no file", () => {
    const mapped = mapFiles(
      of({
        checkpoints: [
          { files: "{name}/a", checkpoint: "{name}", step: "{name}" },
          { files: "{name}/b", checkpoint: "{name}" },
          { files: "1/{x}", checkpoint: "1", arm: "baseline" },
          { files: "none", checkpoint: "n" },
        ],
      }),
      files("1/a", "1/z", "two words/b", "x/a"),
    );
    expect(mapped.problems).toEqual([
      { path: ["checkpoints", 2], text: expect.stringMatching(/^needed what was said of 1 before, .* \(of 1\/z\)$/) },
      { path: ["checkpoints", 1, "checkpoint"], text: expect.stringMatching(/, found two words \(of two words\/b\)$/) },
      { path: ["checkpoints", 0, "step"], text: "needed a number from 0, found x (of x/a)" },
    ]);
    expect(mapped.idle).toEqual([{ path: ["checkpoints", 3], text: "none has no file" }]);
  });
});
