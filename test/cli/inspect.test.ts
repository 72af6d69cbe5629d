import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere, temporaryFolder } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;
const write = async (name: string, content: string) => {
  await writeFile(path.join(folder, name), content);
  return path.join(folder, name);
};
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

const header = {
  header: {
    harness: "lm-eval",
    task: "boolq",
    taskVersion: "2.0",
    metrics: { "acc,none": { direction: "higher", mean: 0.5, headline: "mean" } },
  },
};
const row = (item: string, score: number | null, more = {}) => ({
  suite: "boolq",
  suiteVersion: "2.0",
  metric: "acc,none",
  item,
  score,
  ...more,
});
const lines = (rows: readonly object[]) => rows.map((each) => `${JSON.stringify(each)}\n`).join("");

describe("evenmatch inspect --format json", () => {
  it("is exactly the shape that programs read, with why each suite is what it is", async () => {
    const known = await write(
      "known.ndjson",
      lines([header, row("a", 1), row("a", 0, { epoch: 2 }), row("b", null, { status: "error" })]),
    );
    const { code, stdout } = await runHere(["inspect", known, "--format", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        file: known,
        format: "native-ndjson",
        headerMatches: true,
        suites: [
          {
            suite: "boolq",
            variant: "",
            recognised: true,
            metric: "acc,none",
            direction: "higher",
            rows: 3,
            items: 2,
            epochs: 2,
            missing: 1,
            mean: 0.5,
            why: expect.stringMatching(/"boolq" is lm-eval's name of /),
          },
        ],
        problems: [],
      },
    ]);
  });

  it("says what to pass where a suite is not known, what is wrong, and which condition rows have", async () => {
    const rows = [
      { suite: "boolqq", item: "a", score: 1, direction: "unknown", condition: "typos", subscores: { tone: 0.5 } },
      { suite: "boolqq", item: "b", score: "one", condition: "typos" },
    ];
    const own = await write("own.ndjson", lines(rows));
    const { code, stdout, stderr } = await runHere(["inspect", own, "--format", "json"]);
    expect(code).toBe(1);
    const [file] = JSON.parse(stdout) as [{ suites: object[]; problems: object[] }];
    expect(file.suites).toMatchObject([{ recognised: false, condition: "typos", direction: "unknown", rows: 1 }]);
    expect(file.suites[0]).toMatchObject({ why: expect.stringMatching(/pass a suite to name it \(near: .*boolq/) });
    expect(file.problems).toEqual([
      { place: "line 2 /score", code: "invalid_score", text: 'needed a finite number, found "one"' },
    ]);
    expect(stderr).toContain("own.ndjson: line 2 /score: needed a finite number");
  });
});
