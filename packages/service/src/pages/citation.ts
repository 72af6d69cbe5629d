/** A comparison in a paper: how to name exactly it. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { armsSentence, headlineSentence } from "../render/headline.ts";
import { plainText } from "../render/plain-text.ts";

/** How to cite a comparison: whoever has its inputs can recompute the digest and everything said of it. */
export function citation(comparison: Comparison): { text: string; bibtex: string } {
  const { digest, specVersion } = comparison;
  const title = plainText(armsSentence(comparison));
  return {
    text: `${title}: ${headlineSentence(comparison.headline)}. Evenmatch comparison ${digest}, specification ${specVersion}.`,
    bibtex: [
      `@misc{evenmatch-${digest.slice(0, 12)},`,
      `  title = {{${forTex(title)}}},`,
      `  howpublished = {Evenmatch comparison, specification ${forTex(specVersion)}},`,
      `  note = {digest ${digest}}`,
      "}",
    ].join("\n"),
  };
}

const texSigns: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\~{}",
  "^": "\\^{}",
};

function forTex(text: string): string {
  return text.replace(/[\\{}%#$&_~^]/g, (sign) => texSigns[sign] ?? `\\${sign}`);
}
