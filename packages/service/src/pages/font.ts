/** The typeface of pages and plots: Inter, under the SIL Open Font License. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fontPackage from "@fontsource/inter/package.json" with { type: "json" };

export const fontName = "Inter";
export const fontCredit = `${fontName} ${fontPackage.version}, copyright 2016 The Inter Project Authors, ${fontPackage.license}`;

/** The weights that pages and plots use. */
export const fontWeights = [400, 600] as const;
export type FontWeight = (typeof fontWeights)[number];

/** Scripts whose letters a plot may need, the most usual first. */
export const fontScripts = ["latin", "latin-ext", "greek", "cyrillic"] as const;

/** A file of the typeface; undefined where the package does not lie beside the program. */
export function fontFile(script: (typeof fontScripts)[number], weight: FontWeight, suffix: "woff" | "woff2") {
  try {
    const require = createRequire(import.meta.url);
    return readFileSync(require.resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.${suffix}`));
  } catch {
    return undefined;
  }
}

let faces: string | undefined;

/** CSS that brings the typeface and its credit with it, so that a page asks nobody; empty where the files are not there. */
export function fontFaces(): string {
  faces ??= writtenFaces();
  return faces;
}

function writtenFaces(): string {
  const rules = fontWeights.map((weight) => {
    const bytes = fontFile("latin", weight, "woff2");
    if (bytes === undefined) return "";
    const url = `data:font/woff2;base64,${bytes.toString("base64")}`;
    return `@font-face{font-family:${fontName};font-weight:${weight};font-display:swap;src:url(${url}) format("woff2")}`;
  });
  const text = rules.join("");
  return text === "" ? "" : `/* ${fontCredit} */${text}`;
}
