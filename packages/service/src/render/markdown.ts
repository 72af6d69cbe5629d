/** A comparison as Markdown that fits a pull-request comment. */
import type { Comparison, Split } from "@evenmatch/contract/comparison";
import { headLines } from "./headline.ts";
import { levelText, none, percentIntervalText, percentText } from "./numbers.ts";
import { plainText } from "./plain-text.ts";
import { type RowView, tableView } from "./row-view.ts";

/** A pull-request comment holds 65,536 characters; some are left for what its author adds. */
const limit = 60_000;

const rowColumns = "| | suite | n | baseline | treatment | difference |";
const rowRule = "|:-:|:--|--:|--:|--:|--:|--:|--:|:--|";

/**
 * The sentences, one table line per suite row, what the marks mean. Rows that do not count are folded away; rows beyond
 * what a comment holds are left out from the end, and their number is said. With `by`: the win rates by that axis
 * instead of the suites. Ends with a newline.
 */
export function comparisonMarkdown(comparison: Comparison, options: { by?: Split["by"] } = {}): string {
  const head = headBlock(comparison);
  const foot = `<sub>digest \`${comparison.digest}\` · specification \`${comparison.specVersion}\`</sub>\n`;
  const body =
    options.by === undefined
      ? suiteBlock(comparison, limit - head.length - foot.length)
      : splitBlock(comparison, options.by, limit - head.length - foot.length);
  return [head, body, foot].join("\n\n");
}

function headBlock(comparison: Comparison): string {
  const lines = headLines(comparison);
  const title = lines.find(({ label }) => label === "headline")?.text ?? "";
  const alarm = lines.filter(({ label, text }) => label === "compute" && text.startsWith("NOT MATCHED"));
  const warnings = lines.filter(({ label }) => label === "warning");
  const facts = lines.filter((line) => line.label !== "headline" && line.label !== "warning" && !alarm.includes(line));
  return [
    ...alarm.map(({ text }) => `> **Compute ${escaped(text)}**`),
    `### ${escaped(title)}`,
    facts.map(({ label, text }) => `- **${label}** ${escaped(text)}`).join("\n"),
    ...(warnings.length === 0 ? [] : [warnings.map(({ text }) => `> ⚠ ${escaped(text)}`).join("  \n")]),
  ].join("\n\n");
}

function suiteBlock(comparison: Comparison, room: number): string {
  const view = tableView(comparison);
  if (view.sections.length === 0) return "No suite has results in both arms.";
  const correction = comparison.plan.correction === "bh" ? "BH" : "Holm";
  const header = `${rowColumns} ${levelText(comparison.plan.level)} interval | p (${correction}) | verdict |\n${rowRule}`;
  const notes = view.notes.map(({ mark, text, rows }) => `<sup>${mark}</sup> ${escaped(text)} (${rows})`);
  const legend =
    "↑ more is better, ↓ less is better, → nearer the ideal is better (a difference of distances), " +
    `? unknown; pp: percentage points${notes.length === 0 ? "" : `. ${notes.join(" · ")}`}`;

  let left = room - legend.length - 3 * header.length - 400;
  let omitted = 0;
  const lines = (rows: readonly RowView[]) =>
    rows.flatMap((row) => {
      const line = rowLine(row);
      if (omitted > 0 || line.length + 1 > left) {
        omitted += 1;
        return [];
      }
      left -= line.length + 1;
      return [line];
    });
  const table = (rows: readonly RowView[]) => [header, ...lines(rows)].join("\n");
  const counted = view.sections.filter((section) => section.counted).flatMap(({ rows }) => rows);
  const shown = view.sections.filter((section) => !section.counted).flatMap(({ rows }) => rows);
  const countedTable = counted.length === 0 ? [] : [table(counted)];
  const shownTable =
    shown.length === 0
      ? []
      : [`<details><summary>${shown.length} shown, not counted</summary>\n\n${table(shown)}\n\n</details>`];
  const rest = omitted === 0 ? [] : [`${omitted} more rows do not fit here: see the comparison's CSV or JSON.`];
  return [...countedTable, ...shownTable, ...rest, `<sub>${legend}</sub>`].join("\n\n");
}

function rowLine({ arrow, label, n, baseline, treatment, difference, interval, p, verdict, marks }: RowView): string {
  const notes = marks.length === 0 ? "" : ` <sup>${marks.join(",")}</sup>`;
  const word = verdict === "improved" || verdict === "regressed" || verdict === "inferior" ? `**${verdict}**` : verdict;
  const cells = [arrow, code(label), n, baseline, treatment, difference, interval, escaped(p), `${word}${notes}`];
  return `| ${cells.join(" | ")} |`;
}

function splitBlock({ splits, plan }: Comparison, by: Split["by"], room: number): string {
  const rows = splits.filter((split) => split.by === by);
  if (rows.length === 0) return `No suites to split by ${by}.`;
  let left = room - 800;
  const lines = rows.flatMap(({ value, headline, winRate }) => {
    const { suites, ahead, behind, tied, gains, regressions } = headline;
    const rate = `${percentText(winRate.value)} | ${percentIntervalText(winRate.interval)}`;
    const line = `| ${code(value)} | ${suites} | ${ahead} | ${behind} | ${tied} | ${gains} | ${regressions} | ${rate} |`;
    left -= line.length + 1;
    return left < 0 ? [] : [line];
  });
  const rest = lines.length === rows.length ? [] : [`${rows.length - lines.length} more do not fit here.`];
  return [
    [
      `| ${by} | rows | ahead | behind | tied | gains | regressions | win rate | ${levelText(plan.level)} interval |`,
      "|:--|--:|--:|--:|--:|--:|--:|--:|--:|",
      ...lines,
    ].join("\n"),
    ...rest,
    `<sub>Descriptive: not corrected for looking at several. ${none} for an interval: too few independent families.</sub>`,
  ].join("\n\n");
}

/** Text as it is: no markup, no mention of a person, no table cell of its own. */
function escaped(text: string): string {
  return plainText(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_|~#]/g, "\\$&")
    .replace(/\]\(/g, "]\\(")
    .replace(/(?<![A-Za-z0-9])@/g, "@<!-- -->");
}

/** A code span inside a table. */
function code(text: string): string {
  return `\`${plainText(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
