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

/** `text` in at most `width` columns: the middle gives way, because ids differ at both ends. */
export function shortened(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  const characters = [...text];
  let head = Math.ceil((width - 1) / 2);
  let tail = width - 1 - head;
  const joined = () => `${characters.slice(0, head).join("")}…${tail > 0 ? characters.slice(-tail).join("") : ""}`;
  while (head > 0 && columnsOf(joined()) > width) {
    if (tail >= head) tail -= 1;
    else head -= 1;
  }
  return joined();
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
