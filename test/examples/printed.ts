/** The printed parts of a study's page: what the command says, between two marks that name it. */
import { persistenceTable } from "@evenmatch/cli/persistence-table";
import type { Comparison, Split } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import { comparisonMarkdown } from "@evenmatch/service/render/markdown";

/** name of a block → its lines */
export type Blocks = Readonly<Record<string, string>>;

const block = (name: string) => new RegExp(`(<!-- printed: ${name} -->\n)([\\s\\S]*?)(<!-- /printed -->)`);

/** The blocks that a page has, by name. */
export function blocksOf(page: string): Record<string, string> {
  const found = page.matchAll(/<!-- printed: (.+?) -->\n([\s\S]*?)<!-- \/printed -->/g);
  return Object.fromEntries([...found].map(([, name = "", text = ""]) => [name, text.trim()]));
}

/** The page with other lines in its blocks. */
export function withBlocks(page: string, blocks: Blocks): string {
  return Object.entries(blocks).reduce(
    (text, [name, lines]) =>
      text.replace(block(name), (_, open: string, __, close: string) => `${open}\n${lines}\n\n${close}`),
    page,
  );
}

/** The page without its blocks and without code. */
export function proseOf(page: string): string {
  return page
    .replace(/<!-- printed: [\s\S]*?<!-- \/printed -->/g, "")
    .replace(/```[\s\S]*?```/g, "")
    .replace(/^ {4}.*$/gm, "")
    .replace(/`[^`]*`/g, "");
}

/** The Markdown of `--format md` from its headline to its table, without digest; of the rows, those of some suites. */
export function table(comparison: Comparison, suites?: readonly string[]): string {
  return cut(comparisonMarkdown(comparison), suites);
}

/** The Markdown of `--format md --by AXIS`. */
export function splits(comparison: Comparison, by: Split["by"]): string {
  return cut(comparisonMarkdown(comparison, { by })).split("\n\n").slice(-2).join("\n\n");
}

function cut(markdown: string, suites?: readonly string[]): string {
  const isKept = (line: string) => {
    const suite = /^\| \S+ \| `([^`/ ]+)/.exec(line)?.[1];
    return suite === undefined || suites === undefined || suites.includes(suite);
  };
  return markdown
    .split("\n")
    .filter((line) => !/^<sub>digest|^<\/?details/.test(line) && isKept(line))
    .join("\n")
    .replace(/^### (.*)$/m, "**$1**")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** What `evenmatch persistence` prints, without its digest. */
export function curve(persistence: Persistence): string {
  const lines = persistenceTable(persistence).split("\n");
  return fenced(
    "text",
    lines
      .filter((line) => !line.startsWith("digest "))
      .join("\n")
      .trim(),
  );
}

/** Fields of `--format json`, numbers to four decimals. */
export function fields(value: unknown): string {
  const text = JSON.stringify(value, (_, each) => (typeof each === "number" ? Math.round(each * 1e4) / 1e4 : each), 1);
  return fenced("json", text.replace(/\[\s+(-?[\d.]+),\s+(-?[\d.]+)\s+\]/g, "[$1, $2]"));
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
