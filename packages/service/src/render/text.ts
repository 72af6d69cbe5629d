/** Text laid out in the columns of a terminal. */
import stringWidth from "string-width";

/** Columns that `text` takes in a terminal. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** `text` in exactly `width` columns, or more where it is longer; numbers go to the right. */
export function padded(text: string, width: number, side: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - columnsOf(text)));
  return side === "left" ? text + space : space + text;
}

/** `text` in at most `width` columns: the middle gives way, and more of the end stays, where ids of a kind differ. */
export function shortened(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  const characters = [...text];
  let head = Math.floor((width - 1) * 0.4);
  let tail = width - 1 - head;
  const joined = () => `${characters.slice(0, head).join("")}…${tail > 0 ? characters.slice(-tail).join("") : ""}`;
  // wide characters take two columns
  while (head + tail > 0 && columnsOf(joined()) > width) {
    if (tail >= head) tail -= 1;
    else head -= 1;
  }
  return joined();
}

/** The least width from `least` to `most` at which the shortened texts are still different texts. */
export function distinctWidth(texts: readonly string[], least: number, most: number): number {
  const different = new Set(texts).size;
  for (let width = least; width < most; width += 1) {
    if (new Set(texts.map((text) => shortened(text, width))).size === different) return width;
  }
  return most;
}

/** Lines of at most `width` columns, broken between words; a longer word stands alone. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && columnsOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
