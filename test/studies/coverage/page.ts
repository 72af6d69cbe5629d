import type { CellResult, Rate, Study, Tally } from "./cell.ts";
import {
  cellVerdict,
  coverage,
  coverageInterval,
  fallsShort,
  meanLength,
  monteCarloLevel,
  owedBy,
  rateInterval,
  rateKept,
} from "./verdict.ts";

/** The page of the study, in Markdown. */
export function page(study: Study): string {
  const rows = study.cells.filter(({ kind }) => kind === "row");
  const boards = study.cells.filter(({ kind }) => kind === "board");
  return `${[
    "# Coverage",
    introduction(study),
    "## What falls short",
    shortfalls(study.cells),
    "## Rows",
    ...groups(rows).flatMap(([design, cells]) => [`### ${design}`, ...cells.map(section)]),
    "## Boards of 53 suites",
    "The win rate's truth is the expected share of suites ahead at these suite sizes (24 items each).",
    ...boards.map(section),
  ].join("\n\n")}\n`;
}

function introduction({ specVersion, level, bootstrapReplicates, cells }: Study): string {
  const analytic = Math.max(...cells.map(({ tallies }) => tallies[0]!.replications));
  const resampled = Math.min(...cells.map(({ tallies }) => tallies[0]!.replications));
  return [
    `How often do the intervals hold the truth? Populations with a known difference, simulated again and again; every
time the comparison is asked for its interval at ${percent(level)}. Specification \`${specVersion}\`; ${thousands(analytic)} replications for
intervals that need no resampling, ${thousands(resampled)} for bootstraps of ${thousands(bootstrapReplicates)} resamples (the product draws
10,000 unless told). The figures, and the digests of all intervals, are in \`coverage.json\`.
\`npm run study:coverage\` makes both again, to the bit; the tests redo the first replications of every cell.`,
    `**Owed** is a coverage of the primary interval of at least .93 from 100 items, 10 expected non-zero differences, a
skew of the differences up to 2 and 3 training seeds on (with clusters: 20 of them, .92), and for continuous scores
on the same items at most .97. The win rate of a board owes .93 too, but where few families hold most suites. Elsewhere nothing is owed, the figure is shown, and a warning fires. Something fails when its
Monte-Carlo interval (Clopper–Pearson, ${percent(monteCarloLevel)}) lies wholly outside. The primary interval comes first in every
table; the others stand beside it for comparison.`,
  ].join("\n\n");
}

function shortfalls(cells: readonly CellResult[]): string {
  const broken = cells.flatMap((cell) => [
    ...(["too short", "too long"].includes(cellVerdict(cell))
      ? [`- **${cell.name}** (owed): ${describe(cell)}, which is ${cellVerdict(cell)}.`]
      : []),
    ...cell.rates
      .filter((rate) => !rateKept(rate))
      .map(
        (rate) =>
          `- **${cell.name}**: ${rate.event} in ${share(rate.sum / rate.replications)}, promised ${share(rate.atMost!)}.`,
      ),
  ]);
  const known = cells.filter((cell) => owedBy(cell) === null && fallsShort(cell)).map(knownShortfall);
  return [
    broken.length === 0
      ? "Where coverage is owed, it is kept in every cell."
      : `Where coverage is owed:\n\n${broken.join("\n")}`,
    known.length === 0
      ? "Nowhere else does the primary interval cover less than .93."
      : `Where it is not owed, the primary interval covers less than .93 (clusters: .92) here:\n\n${known.join("\n")}`,
  ].join("\n\n");
}

function knownShortfall(cell: CellResult): string {
  const fired = cell.warning === null ? null : warnedShare(cell);
  const warning =
    fired === null
      ? "**no warning is due, and that is a fault**"
      : `\`${cell.warning}\` fired in ${percent(fired, 1)} of the replications${fired < 0.9 ? ": **too rarely**" : ""}`;
  return `- **${cell.name}** (${cell.what}): ${describe(cell)}; ${warning}.`;
}

function describe({ tallies }: CellResult): string {
  const [primary] = tallies;
  const [lower, upper] = coverageInterval(primary!);
  const value = coverage(primary!);
  return `${value === null ? "no interval" : share(value)} [${share(lower)}, ${share(upper)}], ${share(0.95 - (value ?? 0))} below the nominal .950`;
}

/** of the rows whose warnings were read */
export function warnedShare({ warned, rowsRead }: CellResult): number {
  return warned / rowsRead;
}

function section(cell: CellResult): string {
  return [`**${cell.name}**: ${cell.what}. ${facts(cell)}`, table(cell), rateLines(cell.rates)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function facts(cell: CellResult): string {
  const due = owedBy(cell);
  const verdict = cellVerdict(cell);
  const methods = Object.entries(cell.primaryMethods).map(([method, count]) =>
    Object.keys(cell.primaryMethods).length === 1
      ? method
      : `${method} (${percent(count / cell.tallies[0]!.replications, 1)})`,
  );
  const promise =
    due === null
      ? `Not owed: \`${cell.warning}\` fired in ${percent(warnedShare(cell), 1)}.`
      : `Owed: ${share(due.atLeast)}${due.atMost < 1 ? ` to ${share(due.atMost)}` : " or more"}: ${verdict}.`;
  return `Truth ${number(cell.truth)}. Primary: ${methods.join(", ")}. ${promise}`;
}

function table({ tallies }: CellResult): string {
  return [
    "| interval | coverage | Monte-Carlo | truth below / above | mean length | none | replications |",
    "|---|---|---|---|---|---|---|",
    ...tallies.map(line),
  ].join("\n");
}

function line(tally: Tally): string {
  const given = tally.replications - tally.undefined;
  const value = coverage(tally);
  if (value === null)
    return `| ${tally.method} | – | – | – | – | ${thousands(tally.undefined)} | ${thousands(tally.replications)} |`;
  const [lower, upper] = coverageInterval(tally);
  const length = meanLength(tally);
  return `| ${tally.method} | ${share(value)} | [${share(lower)}, ${share(upper)}] | ${share(tally.truthBelow / given)} / ${share(tally.truthAbove / given)} | ${number(length.mean)} ± ${number(length.error)} | ${thousands(tally.undefined)} | ${thousands(tally.replications)} |`;
}

function rateLines(rates: readonly Rate[]): string {
  if (rates.length === 0) return "";
  return [
    "| how often | rate | Monte-Carlo | promised | |",
    "|---|---|---|---|---|",
    ...rates.map((rate) => {
      const [lower, upper] = rateInterval(rate);
      const promised = rate.atMost === null ? "–" : `≤ ${share(rate.atMost)}`;
      const verdict = rate.atMost === null ? "" : rateKept(rate) ? "kept" : "broken";
      return `| ${rate.event} | ${share(rate.sum / rate.replications)} | [${share(lower)}, ${share(upper)}] | ${promised} | ${verdict} |`;
    }),
  ].join("\n");
}

function groups(cells: readonly CellResult[]): [string, CellResult[]][] {
  const byDesign = new Map<string, CellResult[]>();
  for (const cell of cells) {
    const design = cell.name.slice(0, cell.name.indexOf("/"));
    byDesign.set(design, [...(byDesign.get(design) ?? []), cell]);
  }
  return [...byDesign];
}

/** .947 */
function share(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, "$1.");
}

function number(value: number): string {
  return value === 0 ? "0" : value.toPrecision(3);
}

function percent(value: number, digits = 0): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function thousands(value: number): string {
  return value.toLocaleString("en-US");
}
