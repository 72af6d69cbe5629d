/** Colour in a terminal, or none. */

export type Style = "gain" | "loss" | "same" | "quiet" | "strong";
export type Paint = (text: string, style: Style) => string;

const codes: Readonly<Record<Style, string>> = { gain: "32", loss: "31", same: "36", quiet: "2", strong: "1" };

/** Paints by ANSI codes, or leaves the text as it is. */
export function painter(colour: boolean): Paint {
  return colour ? (text, style) => `\u001b[${codes[style]}m${text}\u001b[0m` : (text) => text;
}
