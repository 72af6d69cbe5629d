import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pngOfSvg } from "@evenmatch/cli/picture";
import { withText } from "@evenmatch/cli/png-text";
import { sfntOfWoff } from "@evenmatch/cli/sfnt";
import { fontFile, fontScripts, fontWeights } from "@evenmatch/service/pages/font";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, temporaryFolder, writeArms } from "./run-command.ts";

let folder: string;
let remove: () => Promise<void>;
let arms: string[];

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const { treatment, baseline } = await writeArms(folder);
  arms = ["--treatment", treatment, "--baseline", baseline];
});
afterAll(() => remove());

const at = (name: string) => path.join(folder, name);

/** The iTXt chunks of a PNG, read as the format has them. */
function textsOf(png: Buffer): Record<string, string> {
  const texts: Record<string, string> = {};
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const content = png.subarray(at + 8, at + 8 + length);
    if (png.toString("latin1", at + 4, at + 8) === "iTXt") {
      const key = content.subarray(0, content.indexOf(0)).toString("latin1");
      texts[key] = content.subarray(key.length + 5).toString("utf8");
    }
    at += length + 12;
  }
  return texts;
}

describe("evenmatch compare", { timeout: 120_000 }, () => {
  it("writes the report page and the plot beside what it prints, with the digest in each", async () => {
    const files = ["--report", at("report.html"), "--plot", at("plot.svg")];
    const { code, stdout, stderr } = await run(["compare", ...arms, "--format", "json", ...files]);
    expect(code).toBe(0);
    const { digest } = JSON.parse(stdout) as { digest: string };
    expect(stderr).toBe(`evenmatch: wrote ${at("report.html")}\nevenmatch: wrote ${at("plot.svg")}\n`);
    const html = await readFile(at("report.html"), "utf8");
    expect(html).toContain(digest);
    expect(html).toContain("<strong>1 gain and 0 regressions</strong>");
    expect(await readFile(at("plot.svg"), "utf8")).toContain(digest);
  });

  it("draws the plot as a picture that names its digest", async () => {
    const { code, stdout, stderr } = await run(["compare", ...arms, "--format", "json", "--plot", at("plot.png")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `evenmatch: wrote ${at("plot.png")}\n` });
    const picture = await readFile(at("plot.png"));
    expect(PNG.sync.read(picture, { checkCRC: true }).width).toBe(2000);
    const { digest, specVersion } = JSON.parse(stdout) as { digest: string; specVersion: string };
    expect(textsOf(picture)).toEqual({
      Software: "Evenmatch",
      "evenmatch-digest": digest,
      "evenmatch-specification": specVersion,
    });
  });

  it("draws the curves as a drawing and as a picture, with the digest in each", async () => {
    const rows = (right: (dose: number) => number) =>
      [1, 2, 3].flatMap((dose) =>
        Array.from({ length: 60 }, (_, item) => ({
          suite: "pressure",
          item: `q${item}`,
          condition: `dose=${dose}`,
          score: (item * 37) % 60 < right(dose) ? 1 : 0,
        })),
      );
    const lines = (all: readonly object[]) => all.map((row) => `${JSON.stringify(row)}\n`).join("");
    await writeFile(at("after.ndjson"), lines(rows((dose) => 50 - 5 * dose)));
    await writeFile(at("before.ndjson"), lines(rows(() => 28)));
    const files = ["--treatment", at("after.ndjson"), "--baseline", at("before.ndjson"), "--format", "json"];
    for (const name of ["curves.svg", "curves.png"]) {
      const { code, stdout } = await run(["compare", ...files, "--curves", at(name)]);
      expect(code).toBe(0);
      const { digest } = JSON.parse(stdout) as { digest: string };
      const written = await readFile(at(name));
      if (name.endsWith(".svg")) expect(written.toString("utf8")).toContain(digest);
      else expect(textsOf(written)).toMatchObject({ "evenmatch-digest": digest });
    }
  });

  it("refuses to draw curves where there is nothing to follow, after it has printed", async () => {
    const { code, stdout, stderr } = await run(["compare", ...arms, "--curves", at("curves.svg")]);
    expect(code).toBe(1);
    expect(stdout).toContain("1 of 2 ahead");
    expect(stderr).toContain("found nothing to follow (no_curves)");
  });

  it("refuses a suffix that it does not write, before it reads anything", async () => {
    const { code, stdout, stderr } = await run([
      "compare",
      "--treatment",
      "x",
      "--baseline",
      "y",
      "--plot",
      "plot.pdf",
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe("evenmatch: needed a plot file that ends in .svg or .png, found plot.pdf (unknown_suffix)\n");
  });

  it("says where it could not write, after it has printed", async () => {
    const { code, stdout, stderr } = await run(["compare", ...arms, "--report", at("nowhere/report.html")]);
    expect(code).toBe(1);
    expect(stdout).toContain("1 of 2 ahead");
    expect(stderr).toContain("needed a place to write to, found ENOENT (not_written)");
  });
});

describe("evenmatch report", { timeout: 120_000 }, () => {
  it("needs a file to write", async () => {
    const { code, stderr } = await run(["report", "first"]);
    expect(code).toBe(1);
    expect(stderr).toBe("evenmatch: needed a file to write, found none of -o, --plot, --curves (no_file)\n");
  });
});

describe("texts in a picture", () => {
  it("keep what is no Latin letter, and need a picture", async () => {
    const png = PNG.sync.write(new PNG({ width: 2, height: 2 }));
    const written = Buffer.from(withText(png, { Title: "α → β", Software: "x" }));
    expect(textsOf(written)).toEqual({ Title: "α → β", Software: "x" });
    expect(PNG.sync.read(written, { checkCRC: true }).height).toBe(2);
    expect(() => withText(Buffer.from("<svg/>"), {})).toThrow(/needed a PNG/);
  });
});

describe("the typeface", () => {
  it("unpacks to an OpenType file whose tables lie where its directory says", () => {
    for (const script of fontScripts) {
      for (const weight of fontWeights) {
        const woff = fontFile(script, weight, "woff");
        expect(woff).toBeDefined();
        const font = sfntOfWoff(woff ?? Buffer.alloc(0));
        const count = font.readUInt16BE(4);
        const tables = Array.from({ length: count }, (_, index) => {
          const entry = 12 + 16 * index;
          return {
            tag: font.toString("latin1", entry, entry + 4),
            end: font.readUInt32BE(entry + 8) + font.readUInt32BE(entry + 12),
          };
        });
        expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(["cmap", "glyf", "head", "name"]));
        expect(tables.every(({ end }) => end <= font.length)).toBe(true);
        const head = tables.findIndex(({ tag }) => tag === "head");
        const offset = font.readUInt32BE(12 + 16 * head + 8);
        // the format's own magic number, in its place
        expect(font.readUInt32BE(offset + 12)).toBe(0x5f0f3cf5);
      }
    }
  });

  it("is nothing else", () => {
    expect(() => sfntOfWoff(Buffer.from("OTTO"))).toThrow(/needed a WOFF file/);
  });

  it("sets text in a picture: letters leave ink, and bold ones more", async () => {
    const picture = async (attributes: string) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="#fff"/><text x="5" y="28" font-size="20" ${attributes}>Hamburg αβ де</text></svg>`;
      const { data } = PNG.sync.read(Buffer.from(await pngOfSvg(svg)));
      let ink = 0;
      for (let index = 0; index < data.length; index += 4) ink += 255 - (data[index] ?? 255);
      return ink;
    };
    const regular = await picture('font-family="Inter"');
    const bold = await picture('font-family="Inter SemiBold" font-weight="600"');
    expect(regular).toBeGreaterThan(0);
    expect(bold).toBeGreaterThan(regular * 1.1);
  });
});
