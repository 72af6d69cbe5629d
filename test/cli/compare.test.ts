import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Comparison } from "@evenmatch/contract/comparison";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nativeRows, run, temporaryFolder, writeArms } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;
let arms: { treatment: string; baseline: string };

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  arms = await writeArms(folder);
});
afterAll(() => remove());

const armsOptions = () => ["--treatment", arms.treatment, "--baseline", arms.baseline];
const write = async (name: string, content: string | Uint8Array) => {
  await writeFile(path.join(folder, name), content);
  return path.join(folder, name);
};

describe("evenmatch compare", { timeout: 120_000 }, () => {
  it("writes exactly the comparison as canonical JSON, the same bytes every time, from any folder", async () => {
    // a tsconfig.json that is not ours must not matter
    const elsewhere = path.join(folder, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(
      path.join(elsewhere, "tsconfig.json"),
      '{ "compilerOptions": { "jsx": "preserve", "paths": { "*": ["x"] } } }',
    );
    const [one, other] = await Promise.all([
      run(["compare", ...armsOptions(), "--format", "json"]),
      run(["compare", ...armsOptions(), "--format", "json"], { cwd: elsewhere }),
    ]);
    expect(one).toEqual({ code: 0, stdout: expect.any(String), stderr: "" });
    expect(other).toEqual(one);
    expect(one.stdout.endsWith("}\n")).toBe(true);
    expect(Object.keys(JSON.parse(one.stdout))).toEqual(Object.keys(JSON.parse(one.stdout)).sort());
    const comparison = Comparison.parse(JSON.parse(one.stdout));
    expect(comparison.suites.map(({ suite, n, verdict }) => [suite, n, verdict])).toEqual([
      ["even", 80, "inconclusive"],
      ["wins", 120, "improved"],
    ]);
    expect(comparison.headline).toMatchObject({ suites: 2, gains: 1, regressions: 0 });
  });

  it("prints a table with the headline, the compute match and every row", async () => {
    const compute = ["--treatment-compute", "flops=1.01e21", "--baseline-compute", "flops=1e21,source=log"];
    const { code, stdout, stderr } = await run(["compare", ...armsOptions(), ...compute], { env: { COLUMNS: "100" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^headline {2}1 of 2 ahead, 0 behind, 1 tied; of the 2, 1 gain and 0 regressions/);
    expect(stdout).toContain("compute   matched: 1.010e21 against 1.000e21 FLOPs, ratio 1.010, within 2 %");
    expect(stdout).toMatch(/^↑ wins .* improved/m);
    expect(stdout).toMatch(/^↑ even .* inconclusive/m);
    expect(stdout).not.toContain("\u001b");
  });

  it("takes folders, and says which of their files it passed over", async () => {
    const runs = path.join(folder, "runs");
    await mkdir(path.join(runs, "deep"), { recursive: true });
    await writeFile(
      path.join(runs, "deep/wins.ndjson.gz"),
      gzipSync(nativeRows("wins", 120, (item) => item % 2 === 0)),
    );
    await writeFile(path.join(runs, "notes.md"), "# not a result\n");
    const { code, stdout, stderr } = await run([
      "compare",
      "--treatment",
      runs,
      "--baseline",
      arms.baseline,
      "--format",
      "csv",
    ]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `evenmatch: ignored 1 that no reader knows: ${runs}/notes.md\n`,
    });
    expect(stdout.split("\r\n").map((line) => line.split(",")[1])).toEqual(["suite", "wins", undefined]);
  });

  it("stops closed pipes without a word", async () => {
    const { execFile } = await import("node:child_process");
    const { shim } = await import("./run-command.ts");
    const command = `"${process.execPath}" "${shim}" compare --treatment "${arms.treatment}" --baseline "${arms.baseline}" | head -c 20`;
    const stderr = await new Promise<string>((resolve) =>
      execFile("sh", ["-c", command], (_, __, text) => resolve(text)),
    );
    expect(stderr).toBe("");
  });
});

describe("evenmatch compare with input that can't be", { timeout: 120_000 }, () => {
  const refused = async (treatment: string, ...more: string[]) => {
    const { code, stdout, stderr } = await run([
      "compare",
      "--treatment",
      treatment,
      "--baseline",
      arms.baseline,
      ...more,
    ]);
    return { code, stdout, lines: stderr.trimEnd().split("\n") };
  };

  it("says that there is no such file", async () => {
    const { code, stdout, lines } = await refused("nowhere.eval");
    expect({ code, stdout, lines }).toEqual({
      code: 1,
      stdout: "",
      lines: ["evenmatch: nowhere.eval: no such file (no_such_file)"],
    });
  });

  it("names the formats it knows where a file is none of them", async () => {
    const { code, stdout, lines } = await refused(await write("letter.txt", "Dear reader,\n"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(lines.at(-1)).toMatch(
      /letter\.txt: needed one of native-ndjson, .*found a file that begins "Dear reader.*\(unknown_format\)$/,
    );
  });

  it("says that an archive ends early", async () => {
    const whole = gzipSync(nativeRows("wins", 500, (item) => item % 2 === 0));
    const { code, stdout, lines } = await refused(await write("cut.ndjson.gz", whole.subarray(0, whole.length / 2)));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(lines.at(-1)).toMatch(/cut\.ndjson\.gz: .*\(truncated\)$/);
    const zip = await refused(await write("cut.eval", Buffer.from("PK\u0003\u0004 and then nothing")));
    expect(zip.lines.at(-1)).toMatch(/cut\.eval: .*\(truncated\)$/);
  });

  it("gives file and line of a score that is no number, and of one that contradicts another", async () => {
    const nan = nativeRows("wins", 30, () => true).replace('"score":1', '"score":NaN');
    const notNumber = await refused(await write("nan.ndjson", nan));
    expect(notNumber.code).toBe(1);
    expect(notNumber.lines).toContainEqual(
      expect.stringMatching(/nan\.ndjson: line 1 \/score: needed a finite number, found NaN \(invalid_score\)$/),
    );
    const twice = `${nativeRows("wins", 30, () => true)}${nativeRows("wins", 1, () => false)}`;
    const duplicate = await refused(await write("twice.ndjson", twice));
    expect(duplicate.code).toBe(1);
    expect(duplicate.lines).toContainEqual(
      expect.stringMatching(/twice\.ndjson: line 31: .*\(conflicting_duplicate\)$/),
    );
  });

  it("refuses a baseline that is the treatment", async () => {
    const { code, lines } = await refused(arms.baseline);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: ["evenmatch: needed different results in the two arms, found the same scores in both (same_arms)"],
    });
  });

  it("refuses compute that does not match where the plan asks for it", async () => {
    const compute = ["--treatment-compute", "tokens=4e11", "--baseline-compute", "tokens=3e11"];
    const { code, lines } = await refused(arms.treatment, "--require-matched", ...compute);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/needed compute within 2 % .*\(unmatched_compute\)$/)]);
  });
});
