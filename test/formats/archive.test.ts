import { gzipSync } from "node:zlib";
import { expandSources, readSources } from "@evenmatch/formats";
import { memorySource, type Source } from "@evenmatch/formats/source";
import { packTar } from "modern-tar";
import { describe, expect, it } from "vitest";
import { countingSource, rawZip, zipBytes, zstdFrame } from "./sources.ts";

const long = `${"deep/".repeat(40)}rows.ndjson`;

const files: Record<string, string> = {
  "run/a.ndjson": '{"suite":"s","item":"a","score":1}\n',
  "run/ünïcode/b.ndjson": '{"suite":"s","item":"b","score":0}\n',
  [long]: '{"suite":"s","item":"c","score":1}\n',
  "run/.DS_Store": "litter",
  "run/._a.ndjson": "litter",
  "__MACOSX/run/._b": "litter",
};

const wanted = ["run/a.ndjson", "run/ünïcode/b.ndjson", long];

async function tarBytes(members: Record<string, string | Uint8Array>): Promise<Buffer> {
  const entries = Object.entries(members).map(([name, body]) => {
    const content = typeof body === "string" ? Buffer.from(body) : body;
    return { header: { name, size: content.length, type: "file" as const }, body: content };
  });
  const folder = { header: { name: "run/", size: 0, type: "directory" as const } };
  return Buffer.from(await packTar([folder, ...entries]));
}

async function textOf(source: Source): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of source.stream()) parts.push(Uint8Array.from(chunk));
  return Buffer.concat(parts).toString("utf8");
}

describe("expandSources", () => {
  it.each([
    ["a tar", async () => tarBytes(files)],
    ["a gzipped tar", async () => gzipSync(await tarBytes(files))],
    ["a tar in zstd", async () => zstdFrame(await tarBytes(files))],
    ["a zip", async () => zipBytes(files)],
  ])("opens %s: members by name, the same bytes by stream and by range", async (_what, bytes) => {
    const members = await expandSources([memorySource("up/run.archive", await bytes())]);
    expect(members.map(({ name }) => name)).toEqual(wanted.map((name) => `up/run.archive!${name}`));
    for (const [at, member] of members.entries()) {
      const text = files[wanted[at] as string] as string;
      expect(await textOf(member)).toBe(text);
      expect(member.size).toBe(Buffer.byteLength(text));
      expect(Buffer.from(await member.read(3, 9)).toString("utf8")).toBe(text.slice(3, 9));
    }
    const report = await readSources(members);
    expect(report.results[0]?.table?.items).toEqual(["a", "b", "c"]);
  });

  it("takes no notice of the ./ that tar puts before names", async () => {
    const [member] = await expandSources([memorySource("t.tar", await tarBytes({ "./run/a.ndjson": "1" }))]);
    expect(member?.name).toBe("t.tar!run/a.ndjson");
  });

  it("reads a plain tar by ranges: never the content to find the members", async () => {
    const big = await tarBytes({ "a.ndjson": "x".repeat(3_000_000), "b.ndjson": "y".repeat(3_000_000) });
    const counted = countingSource(memorySource("t.tar", big));
    const members = await expandSources([counted]);
    expect(members).toHaveLength(2);
    expect(counted.streams()).toBe(0);
    expect(counted.bytesRead()).toBeLessThan(1_000_000);
  });

  it("leaves other files, and logs that are zips themselves", async () => {
    const log = memorySource("log.eval", await zipBytes({ "header.json": "{}", "summaries.json": "[]" }));
    const crashed = memorySource(
      "crash.eval",
      await zipBytes({ "samples/1_epoch_1.json": "{}", "_journal/start.json": "{}" }),
    );
    const rows = memorySource("rows.ndjson", Buffer.from('{"suite":"s"}'));
    expect(await expandSources([log, crashed, rows])).toEqual([log, crashed, rows]);
  });

  it("keeps a log inside an archive closed", async () => {
    const log = await zipBytes({ "header.json": "{}" });
    const [member] = await expandSources([memorySource("t.tgz", gzipSync(await tarBytes({ "logs/a.eval": log })))]);
    expect(member?.name).toBe("t.tgz!logs/a.eval");
    expect(Buffer.from((await member?.read(0, 2)) ?? []).toString()).toBe("PK");
    expect(member?.size).toBe(log.length);
  });

  it.each([
    ["..", async () => tarBytes({ "run/../../etc/passwd": "x" })],
    ["an absolute name", async () => tarBytes({ "/etc/passwd": "x" })],
    ["a drive", async () => tarBytes({ "C:/rows": "x" })],
    ["a backslash", async () => tarBytes({ "a\\..\\b": "x" })],
    [".. in a zip", async () => rawZip([{ name: "../x", data: Buffer.from("x"), method: 0 }])],
  ])("refuses an archive with %s in a name", async (_what, bytes) => {
    const [source] = await expandSources([memorySource("evil", await bytes())]);
    expect(source?.problem?.code).toBe("unsafe_name");
    const report = await readSources(source === undefined ? [] : [source]);
    expect(report.files[0]?.problems).toMatchObject([{ code: "unsafe_name" }]);
    expect(report.results).toEqual([]);
  });

  it("refuses what is cut off or damaged, and nothing of it counts", async () => {
    const tar = await tarBytes(files);
    const whole = gzipSync(tar);
    const damaged = Buffer.from(tar);
    damaged[512 + 20] = 0x7a;
    const cases: [string, Buffer][] = [
      ["truncated", tar.subarray(0, 2048)],
      ["truncated", tar.subarray(0, 1600)],
      ["truncated", whole.subarray(0, whole.length - 12)],
      ["invalid_tar", damaged],
      ["truncated", (await zipBytes(files)).subarray(0, 300)],
    ];
    for (const [code, bytes] of cases) {
      const [source] = await expandSources([memorySource("broken", bytes)]);
      expect(source?.problem?.code).toBe(code);
    }
  });

  it("refuses a member that says more than there is", async () => {
    const tar = await tarBytes({ "a.ndjson": "1" });
    const header = tar.subarray(512, 1024);
    header.write("77777777777\0", 124, "latin1");
    header.fill(32, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    for (const bytes of [gzipSync(tar), tar]) {
      const [source] = await expandSources([memorySource("claims", bytes)]);
      expect(source?.problem).toMatchObject({ code: "truncated", text: expect.stringContaining("a.ndjson") });
    }
  });

  it("gives a large member of a compressed tar back in chunks", async () => {
    const big = "the same line again and again\n".repeat(2_000_000);
    const bytes = gzipSync(await tarBytes({ "big.txt": big }));
    const [member] = await expandSources([memorySource("t.tgz", bytes)]);
    let total = 0;
    for await (const chunk of member?.stream() ?? []) {
      expect(chunk.length).toBeLessThanOrEqual(65536);
      total += chunk.length;
    }
    expect(total).toBe(big.length);
  });

  it("refuses members that stand twice", async () => {
    const one = await tarBytes({ "a.ndjson": "1" });
    const twice = Buffer.concat([one.subarray(0, one.length - 1024), await tarBytes({ "a.ndjson": "2" })]);
    const [source] = await expandSources([memorySource("t.tar", twice)]);
    expect(source?.problem?.code).toBe("invalid_tar");
  });

  it("lets a source that fails pass as what it is", async () => {
    const failing: Source = {
      name: "far",
      size: 10_000,
      read: async () => {
        throw new Error("the network is gone");
      },
      stream: async function* () {
        yield new Uint8Array(0);
        throw new Error("the network is gone");
      },
    };
    await expect(expandSources([failing])).rejects.toThrow("the network is gone");
  });
});
