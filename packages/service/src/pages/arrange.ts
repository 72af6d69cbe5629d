/** Which rows a page shows, in which groups and order, by what its address asks. */

import type { Comparison, SuiteRow } from "@evenmatch/contract/comparison";
import { ownValue } from "@evenmatch/contract/own-value";
import { headlineSentence } from "../render/headline.ts";
import { countText } from "../render/numbers.ts";
import { improvementShare, type RowView, type TableView, tableView } from "../render/row-view.ts";

export const groupings = ["verdict", "domain", "trait", "role", "family", "none"] as const;
export type Grouping = (typeof groupings)[number];

export const sortings = ["improvement", "suite", "p", "n"] as const;
export type Sorting = (typeof sortings)[number];

/** What a reader asked to see; everything empty: all rows by verdict. */
export interface View {
  group: Grouping;
  sort: Sorting;
  verdict: readonly string[];
  domain: string;
  trait: string;
  role: string;
  /** part of a row's name */
  find: string;
  /** the axis of the win-rate table */
  by: string;
}

export const plainView: View = {
  group: "verdict",
  sort: "improvement",
  verdict: [],
  domain: "",
  trait: "",
  role: "",
  find: "",
  by: "domain",
};

/** A row where it stands. */
export interface PlacedRow {
  view: RowView;
  /** position in the order by verdict */
  position: number;
  /** index of its section in that order */
  section: number;
  hidden: boolean;
}

export interface RowGroup {
  title: string;
  /** what the group says as a whole; empty where the headline says it */
  summary: string;
  rows: PlacedRow[];
}

/** The groups of the table, with the sections and notes that they come from. */
export interface Arrangement {
  groups: RowGroup[];
  table: TableView;
  shown: number;
}

/** Reads a view from an address; what it does not know stays plain. */
export function viewOf(parameters: URLSearchParams): View {
  const one = (name: string) => parameters.get(name)?.trim().slice(0, 200) ?? "";
  return {
    group: groupings.find((group) => group === one("group")) ?? plainView.group,
    sort: sortings.find((sort) => sort === one("sort")) ?? plainView.sort,
    verdict: parameters.getAll("verdict").filter((verdict) => verdict !== ""),
    domain: one("domain"),
    trait: one("trait"),
    role: one("role"),
    find: one("find"),
    by: one("by") === "" ? plainView.by : one("by"),
  };
}

/** Arranges the rows of a comparison; rows that a filter leaves out are hidden, not gone. */
export function arrange(comparison: Comparison, view: View): Arrangement {
  const table = tableView(comparison);
  let position = 0;
  const placed = table.sections.flatMap(({ rows }, section) =>
    rows.map((row): PlacedRow => {
      position += 1;
      return { view: row, section, position, hidden: !isWanted(row, view) };
    }),
  );
  const groups =
    view.group === "verdict"
      ? table.sections.map(({ title }, section) => ({
          title,
          summary: "",
          rows: placed.filter((row) => row.section === section),
        }))
      : groupsBy(comparison, placed, view.group);
  const order = orderOf(view, comparison.plan);
  for (const { rows } of groups) rows.sort(order);
  const shown = new Set(placed.filter(({ hidden }) => !hidden)).size;
  return { groups, table, shown };
}

function groupsBy(comparison: Comparison, placed: readonly PlacedRow[], by: Exclude<Grouping, "verdict">): RowGroup[] {
  if (by === "none") return [{ title: "", summary: "", rows: [...placed] }];
  const summaries = groupSummaries(comparison)[by] ?? {};
  const values = [...new Set(placed.flatMap(({ view }) => valuesOf(view.row, by)))].sort();
  return values.map((value) => {
    const rows = placed.filter(({ view }) => valuesOf(view.row, by).includes(value));
    return { title: value, summary: ownValue(summaries, value) ?? countText(rows.length, "row"), rows };
  });
}

/** The values of a row on an axis: one, or of traits any number; a row without a trait stands under its own heading. */
export function valuesOf(row: SuiteRow, by: "domain" | "trait" | "role" | "family"): readonly string[] {
  if (by !== "trait") return [row[by]];
  return row.traits.length === 0 ? ["no trait"] : row.traits;
}

/** What each group of each axis says as a whole, in the headline's words. */
export function groupSummaries({ splits }: Comparison): Record<string, Record<string, string>> {
  const summaries: Record<string, Record<string, string>> = {};
  for (const { by, value, headline } of splits) {
    const axis = summaries[by] ?? {};
    axis[value] = headlineSentence(headline);
    summaries[by] = axis;
  }
  return summaries;
}

function isWanted({ row, label }: RowView, { verdict, domain, trait, role, find }: View): boolean {
  const text = `${label} ${row.name}`.toLowerCase();
  return (
    (verdict.length === 0 || verdict.includes(row.verdict)) &&
    (domain === "" || row.domain === domain) &&
    (trait === "" || valuesOf(row, "trait").includes(trait)) &&
    (role === "" || row.role === role) &&
    text.includes(find.toLowerCase())
  );
}

/** A row's figures that tables are sorted by; what a row does not have sorts last. */
export function sortFigures(row: SuiteRow, { correction, primarySuites }: Comparison["plan"]) {
  const byHolm = correction === "holm" || primarySuites.includes(row.suite);
  return {
    improvement: improvementShare(row)?.point ?? null,
    p: byHolm ? row.adjusted.holm : row.adjusted.bh,
    n: row.n,
  };
}

const compared = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);

function orderOf({ sort, group }: View, plan: Comparison["plan"]): (one: PlacedRow, other: PlacedRow) => number {
  const byPosition = (one: PlacedRow, other: PlacedRow) => one.position - other.position;
  // by verdict the rows stand in that order already, regressions worst first
  if (sort === "improvement" && group === "verdict") return byPosition;
  if (sort === "suite") return (one, other) => (one.view.label < other.view.label ? -1 : 1);
  const figure = ({ view }: PlacedRow) => {
    const value = sortFigures(view.row, plan)[sort];
    if (value === null) return Number.POSITIVE_INFINITY;
    return sort === "p" ? value : -value;
  };
  return (one, other) => compared(figure(one), figure(other)) || byPosition(one, other);
}
