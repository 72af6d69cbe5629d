import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { fileSource } from "@evenmatch/cli/file-source";
import { findFiles } from "@evenmatch/cli/find-files";
import { selectSources } from "@evenmatch/cli/select-sources";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { nativeRows, temporaryFolder } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await mkdir(path.join(folder, "runs/b"), { recursive: true });
  await mkdir(path.join(folder, "empty"));
  await writeFile(
    path.join(folder, "runs/z.ndjson"),
    nativeRows("z", 3, () => true),
  );
  await writeFile(
    path.join(folder, "runs/b/a.ndjson"),
    nativeRows("a", 3, () => true),
  );
  await writeFile(path.join(folder, "runs/notes.md"), "# notes\n");
  await writeFile(path.join(folder, "runs/nothing"), "");
  await symlink(path.join(folder, "runs/z.ndjson"), path.join(folder, "runs/link.ndjson"));
  await symlink(path.join(folder, "runs"), path.join(folder, "runs/loop"));
});
afterAll(() => remove());

const at = (name: string) => path.join(folder, name);
const names = (paths: readonly string[]) => paths.map((name) => path.relative(folder, name));

describe("files that a person names", () => {
  it("are found below folders in the order of their paths, each once, without going round in links", async () => {
    const files = await findFiles([at("runs/z.ndjson"), at("runs/")]);
    expect(files.map((file) => [path.relative(folder, file.path), file.walked])).toEqual([
      ["runs/z.ndjson", false],
      ["runs/b/a.ndjson", true],
      ["runs/notes.md", true],
      ["runs/nothing", true],
    ]);
  });

  it("are refused where there are none", async () => {
    await expect(findFiles([at("nowhere")])).rejects.toThrow(/nowhere: no such file \(no_such_file\)/);
    await expect(findFiles([at("runs/z.ndjson"), at("empty")])).rejects.toThrow(
      /empty: needed result files, found an empty folder/,
    );
    await expect(findFiles(["/dev/null"])).rejects.toThrow(/needed a file or a folder/);
  });

  it("are passed over in a folder where no reader knows them, and kept where they were named", async () => {
    const walked = await selectSources([at("runs")]);
    expect(names(walked.sources.map(({ name }) => name))).toEqual(["runs/b/a.ndjson", "runs/link.ndjson"]);
    expect(names(walked.ignored)).toEqual(["runs/notes.md", "runs/nothing"]);
    const named = await selectSources([at("runs/b"), at("runs/notes.md")]);
    expect(names(named.sources.map(({ name }) => name))).toEqual(["runs/b/a.ndjson", "runs/notes.md"]);
  });
});

describe("an archive that a person names", () => {
  it("is opened like a folder, unless it is to be sent as it is", async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(nativeRows("in", 3, () => true)), "run/in.ndjson");
    zip.addBuffer(Buffer.from("# notes"), "run/README.md");
    zip.end();
    await writeFile(at("run.zip"), await buffer(zip.outputStream));
    const opened = await selectSources([at("run.zip")]);
    expect(names(opened.sources.map(({ name }) => name))).toEqual(["run.zip!run/in.ndjson"]);
    expect(names(opened.ignored)).toEqual(["run.zip!run/README.md"]);
    const closed = await selectSources([at("run.zip")], { closed: true });
    expect(names(closed.sources.map(({ name }) => name))).toEqual(["run.zip"]);
  });
});

describe("a file as a source", () => {
  it("gives its ranges and all its bytes in order", async () => {
    const bytes = Buffer.from(Array.from({ length: 200_001 }, (_, i) => i % 251));
    await writeFile(at("bytes"), bytes);
    const source = await fileSource(at("bytes"), "bytes");
    expect(source.size).toBe(200_001);
    expect(Buffer.from(await source.read(199_990, 200_001))).toEqual(bytes.subarray(199_990));
    expect(Buffer.from(await source.read(5, 5))).toHaveLength(0);
    const chunks = [];
    for await (const chunk of source.stream()) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(65_536);
  });

  it("says that a file became shorter instead of giving what is not there", async () => {
    await writeFile(at("shrinks"), "x".repeat(1000));
    const source = await fileSource(at("shrinks"), "shrinks");
    await truncate(at("shrinks"), 10);
    await expect(source.read(0, 1000)).rejects.toThrow(/shrinks: needed 1000 bytes, found 10/);
    const readAll = async () => {
      for await (const _ of source.stream());
    };
    await expect(readAll()).rejects.toThrow(/became shorter/);
  });

  it("closes what it opens", async () => {
    const { readdir } = await import("node:fs/promises");
    const open = async () => (await readdir("/proc/self/fd").catch(() => [])).length;
    await writeFile(at("many"), "x".repeat(100_000));
    const source = await fileSource(at("many"), "many");
    const before = await open();
    for (let i = 0; i < 50; i += 1) await source.read(i, i + 10);
    for await (const _ of source.stream()) break;
    expect(await open()).toBeLessThanOrEqual(before + 1);
  });
});
