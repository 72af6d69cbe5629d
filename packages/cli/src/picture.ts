/** A drawing as a picture. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fontFile, fontName, fontScripts, fontWeights } from "@evenmatch/service/pages/font";
import { Resvg } from "@resvg/resvg-js";
import { sfntOfWoff } from "./sfnt.ts";

/** Pixels across: a plot of 1000 units at twice its size, sharp in print and on dense screens. */
const usualWidth = 2000;

/**
 * An SVG as PNG, `width` pixels across, set in the typeface that comes along: the same picture on any machine.
 *
 * Letters that the typeface does not have (it has Latin, Greek and Cyrillic) are taken from the machine's own.
 */
export async function pngOfSvg(svg: string, width = usualWidth): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-fonts-"));
  try {
    const fontFiles = await unpackFonts(folder);
    const resvg = new Resvg(svg, {
      font: { fontFiles, loadSystemFonts: needsOthers(svg), defaultFontFamily: fontName },
      fitTo: { mode: "width", value: width },
    });
    return resvg.render().asPng();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The renderer takes fonts as files only. */
async function unpackFonts(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const script of fontScripts) {
    for (const weight of fontWeights) {
      const woff = fontFile(script, weight, "woff");
      if (woff === undefined) continue;
      const file = path.join(folder, `${script}-${weight}.ttf`);
      await writeFile(file, sfntOfWoff(woff));
      files.push(file);
    }
  }
  return files;
}

/** Looking through a machine's fonts takes seconds: only where a letter asks for it. */
function needsOthers(svg: string): boolean {
  return /[^\n -\u024f\u0370-\u04ff\u1e00-\u1eff\u2000-\u206f\u20ac\u2122\u2190-\u2193\u2212]/u.test(svg);
}
