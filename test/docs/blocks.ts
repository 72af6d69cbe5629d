/** The commands of a page, and what it says that they print. */

/** One fenced block of a page that is run. */
export interface Block {
  /** of its first fence, from 1 */
  line: number;
  commands: string;
  /** goes on running until the page ends */
  serves: boolean;
  /** lines that it prints, in this order; `…` stands for any lines between */
  printed: string[] | undefined;
}

/** A fenced block as it stands on a page. */
export interface Fence {
  /** of its first fence, from 1 */
  line: number;
  /** what stands behind the backticks */
  info: string;
  content: string[];
}

/** @throws {Error} where a block has no end */
export function fencesOf(page: string): Fence[] {
  const fences: Fence[] = [];
  const lines = page.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^```(\S.*)?$/.exec(lines[at] ?? "");
    if (fence === null) continue;
    const end = lines.indexOf("```", at + 1);
    if (end === -1) throw new Error(`line ${at + 1}: needed the end of a block, found none`);
    fences.push({ line: at + 1, info: fence[1] ?? "", content: lines.slice(at + 1, end) });
    at = end;
  }
  return fences;
}

/**
 * The `sh` blocks of a Markdown page in order, each with the `text` block that follows it at once.
 *
 * `sh serve` is a command that runs until it is stopped; `sh unrun: why` is none of them.
 */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  const lines = page.split("\n");
  for (const { line, info, content } of fencesOf(page)) {
    const previous = blocks.at(-1);
    if (info === "sh" || info === "sh serve") {
      blocks.push({ line, commands: content.join("\n"), serves: info === "sh serve", printed: undefined });
    } else if (info === "text" && previous !== undefined && isNext(lines, previous, line - 1)) {
      previous.printed = content;
    }
  }
  return blocks;
}

/** The files that a page shows: YAML blocks whose first line is a comment that begins with the file's name. */
export function filesOf(page: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const { info, content } of fencesOf(page)) {
    const name = /^# ([\w./-]+\.ya?ml)\b/.exec(content[0] ?? "")?.[1];
    if (info === "yaml" && name !== undefined) files.set(name, `${content.join("\n")}\n`);
  }
  return files;
}

function isNext(lines: readonly string[], block: Block, at: number): boolean {
  const end = block.line + block.commands.split("\n").length;
  return lines.slice(end + 1, at).every((line) => line.trim() === "");
}

/** The first line of `printed` that `output` does not have where it should, `…` standing for any text; undefined: it has all. */
export function firstMissing(printed: readonly string[], output: string): string | undefined {
  const found = output.split("\n").map((line) => line.trimEnd());
  let from = 0;
  for (const line of printed) {
    if (line.trim() === "…" || line.trim() === "") continue;
    const parts = line.trimEnd().split("…");
    const at = found.findIndex((candidate, position) => position >= from && fits(parts, candidate));
    if (at === -1) return line;
    from = at + 1;
  }
  return undefined;
}

/** Does the line hold these parts in order, the first at its start and the last at its end? */
function fits(parts: readonly string[], line: string): boolean {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return line === first;
  if (!line.startsWith(first)) return false;
  let from = first.length;
  for (const [index, part] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const at = isLast ? Math.max(from, line.length - part.length) : line.indexOf(part, from);
    if (at === -1 || !line.startsWith(part, at)) return false;
    from = at + part.length;
  }
  return true;
}
