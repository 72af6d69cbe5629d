/** Text in a drawing that nobody lays out: how wide it is, and where it breaks. */
import { plainText } from "../render/plain-text.ts";

/** Widths in Inter as shares of the size; letters that are not here are as wide as most. */
const narrow = /[ijl.,:;'|!()[\]·I]/;
const slim = /[ftr\- –/"*]/;
const wide = /[mwMW@%]/;
const capital = /[A-Z0-9+−=<>_&#]/;

/** Width of `text` at `size`, in the same unit: near enough to cut a name or break a line. */
export function textWidth(text: string, size: number, weight = 400): number {
  let share = 0;
  for (const letter of text) {
    if (narrow.test(letter)) share += 0.28;
    else if (slim.test(letter)) share += 0.39;
    else if (wide.test(letter)) share += 0.88;
    else if (capital.test(letter)) share += 0.65;
    else share += letter > "\u2e80" ? 1.02 : 0.575;
  }
  return share * size * (weight >= 600 ? 1.06 : 1);
}

/** `text` in at most `width`: the middle gives way, because ids differ at both ends. */
export function fitted(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 2; kept -= 1) {
    const head = Math.ceil(kept / 2);
    const shorter = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (kept - head)).join("")}`;
    if (textWidth(shorter, size) <= width) return shorter;
  }
  return "…";
}

/** Lines of at most `width`, broken between words. */
export function brokenLines(text: string, width: number, size: number, weight = 400): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** Text that may stand in an XML file: no control characters, nothing that is no character. */
export function xmlText(text: string): string {
  return plainText(text).replace(
    /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd",
  );
}
