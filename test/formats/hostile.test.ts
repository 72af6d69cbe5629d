import { deflateRawSync, gzipSync } from "node:zlib";
import { memorySource, readSources, type Source } from "@evenmatch/formats";
import { describe, expect, it } from "vitest";
import { rawZip, rowsSource, textSource, zstdFrame } from "./sources.ts";

const good = '{"suite":"s","item":"a","score":1}\n';

/** Read beside a good file, which must still count; returns the bad file's codes. */
async function codesOf(source: Source): Promise<string[]> {
  const report = await readSources([source, textSource("good", good)]);
  expect(report.files[1]).toMatchObject({ rows: 1, problems: [] });
  return report.files[0]?.problems.map((problem) => problem.code) ?? [];
}

describe("hostile files", () => {
  it("zip bombs and archives that lead outside", async () => {
    const zeros = Buffer.alloc(110 * 1024 * 1024, 0x20);
    const bomb = deflateRawSync(zeros, { level: 9 });
    const header = { name: "header.json", data: bomb, method: 8, size: zeros.length, crc: 0 };
    expect(await codesOf(memorySource("bomb.eval", rawZip([header])))).toEqual(["too_large"]);
    const evil = { name: "../../etc/passwd", data: Buffer.from("{}"), method: 0 };
    const zip = rawZip([{ name: "header.json", data: Buffer.from("{}"), method: 0 }, evil]);
    expect(await codesOf(memorySource("evil.eval", zip))).toEqual(["unsafe_name"]);
    expect(await codesOf(memorySource("cut.eval", zip.subarray(0, zip.length - 5)))).toEqual(["truncated"]);
  }, 60_000);

  it("gzip that explodes", async () => {
    const lines = Buffer.alloc(110 * 1024 * 1024, "\n");
    const bomb = gzipSync(Buffer.concat([Buffer.from(good), lines]), { level: 9 });
    const report = await readSources([memorySource("bomb.gz", bomb)]);
    expect(report.files[0]).toMatchObject({ rows: 0, rejected: 1, problems: [{ code: "too_large" }] });
    expect(report.results).toEqual([]);
  }, 60_000);

  it("compression that is cut: nothing that was half read counts", async () => {
    const whole = gzipSync(good.repeat(20_000).replaceAll('"a"', () => `"${Math.imul(3, 7)}"`));
    expect(await codesOf(memorySource("cut.gz", whole.subarray(0, -20)))).toEqual(["truncated"]);
    const frame = zstdFrame(Buffer.from(good.repeat(1000)));
    const report = await readSources([memorySource("cut.zst", frame.subarray(0, -20))]);
    expect(report.files[0]).toMatchObject({ rows: 0, problems: [{ code: "truncated" }] });
    expect(report.results).toEqual([]);
  });

  it("nesting of ten thousand levels, in a line, in a log, in results", async () => {
    const deep = "[".repeat(10_000) + "]".repeat(10_000);
    expect(await codesOf(textSource("a", `${good}{"suite":"s","item":"b","score":${deep}}\n`))).toEqual(["too_deep"]);
    const log = `{"version":2,"status":"success","eval":{"task":"t","model":"m","deep":${deep}}}`;
    expect(await codesOf(textSource("a.json", log))).toEqual(["too_deep"]);
    const skipped = `{"version":2,"eval":{"task":"t","model":"m"},"plan":${deep},"samples":[]}`;
    expect(await codesOf(textSource("a.json", skipped))).toEqual(["too_deep"]);
    const results = `{"results":{"t":{"acc":1,"acc_stderr":0.1}},"versions":{},"config":${deep}}`;
    expect(await codesOf(textSource("r.json", results))).toEqual(["too_deep"]);
  });

  it("duplicate and __proto__ keys", async () => {
    const log = (inner: string) =>
      `{"version":2,"status":"success","eval":{"task":"t","model":"m"},"samples":[${inner}]}`;
    expect(await codesOf(textSource("a.json", log('{"id":1,"id":2,"scores":{}}')))).toEqual(["duplicate_key"]);
    const proto = log('{"id":1,"epoch":1,"scores":{"__proto__":{"value":1},"constructor":{"value":0}}}');
    const report = await readSources([textSource("a.json", proto)]);
    const scores = report.results[0]?.table?.scores ?? {};
    expect(Object.keys(scores).sort()).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(scores)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).value).toBeUndefined();
    const suites = await readSources([
      rowsSource("b", [{ suite: "__proto__", metric: "__proto__", item: "__proto__", score: 1 }]),
    ]);
    expect(Object.keys(suites.results[0]?.header.metrics ?? {})).toEqual(["__proto__"]);
    expect(Object.keys(suites.results[0]?.table?.scores ?? {})).toEqual(["__proto__"]);
  });

  it("random bytes, and real ones with a few changed, never make it throw", async () => {
    const seeds = [
      rowsSource("a", [{ suite: "s", item: 1, score: 0.5 }]),
      textSource(
        "b.json",
        '{"version":2,"status":"success","eval":{"task":"t","model":"m"},"results":{"scores":[]},"samples":[{"id":1,"scores":{"a":{"value":"C"}}}]}',
      ),
      textSource(
        "c.json",
        '{"results":{"t":{"alias":"t","acc,none":1,"acc_stderr,none":0.1}},"groups":{},"configs":{}}',
      ),
      memorySource(
        "d.eval",
        rawZip([
          { name: "header.json", data: Buffer.from('{"eval":{"task":"t"},"results":{}}'), method: 0 },
          { name: "summaries.json", data: Buffer.from('[{"id":1,"scores":{"m":{"value":1}}}]'), method: 0 },
        ]),
      ),
      memorySource("e.gz", gzipSync(good)),
      memorySource("f.zst", zstdFrame(Buffer.from(good))),
      textSource("g.csv", "suite,item,score\ns,1,1\n"),
    ];
    let state = 12345;
    const next = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 8;
    };
    let read = 0;
    for (const seed of seeds) {
      const bytes = await seed.read(0, seed.size);
      for (let round = 0; round < 120; round += 1) {
        const changed = Buffer.from(bytes);
        for (let change = 0; change <= round % 4; change += 1) changed[next() % changed.length] = next() & 255;
        const cut = round % 3 === 0 ? changed.subarray(0, next() % changed.length) : changed;
        const report = await readSources([memorySource(seed.name, cut)]);
        expect(report.files).toHaveLength(1);
        read += 1;
      }
    }
    expect(read).toBe(840);
  }, 60_000);
});
