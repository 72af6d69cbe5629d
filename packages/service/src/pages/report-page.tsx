/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import { armsSentence, headlineSentence } from "../render/headline.ts";
import { arrange, type View } from "./arrange.ts";
import { Curves } from "./curves.tsx";
import { type Page, page } from "./document.tsx";
import { EveryRow } from "./every-row.tsx";
import { Facts, Warnings } from "./facts.tsx";
import { ForestControls } from "./forest-controls.tsx";
import { ForestTable } from "./forest-table.tsx";
import { Frontiers } from "./frontiers.tsx";
import { HeadlineBlock } from "./headline-block.tsx";
import { Legend } from "./legend.tsx";
import type { Links } from "./links.ts";
import { Methods } from "./methods.tsx";
import { Undecided } from "./undecided.tsx";
import { Transfer, WinRates } from "./win-rates.tsx";
import { WorstGroups } from "./worst-groups.tsx";

export interface ReportOptions {
  links: Links;
  view: View;
  /** above the headline: the experiment's name */
  eyebrow: string;
  /** where suites are followed along conditions or steps */
  persistence?: Persistence | undefined;
  /** newer results are being compared */
  stale?: boolean;
}

/** The report of a comparison: served, or as a file that needs nothing else. */
export function reportPage(comparison: Comparison, options: ReportOptions): Page {
  const { links, view, eyebrow, persistence, stale } = options;
  const arrangement = arrange(comparison, view);
  const served = links.download !== undefined;
  const body = (
    <>
      {stale === true ? (
        <p class="stale" role="status">
          Newer results are being compared; this is the comparison before them.
        </p>
      ) : null}
      <HeadlineBlock comparison={comparison} eyebrow={eyebrow} />
      <Warnings comparison={comparison} />
      <Facts comparison={comparison} />
      <section aria-labelledby="suites" class="forest-section">
        <h2 id="suites">Suites</h2>
        <ForestControls comparison={comparison} arrangement={arrangement} view={view} links={links} />
        <ForestTable comparison={comparison} arrangement={arrangement} view={view} links={links} />
        <Legend comparison={comparison} table={arrangement.table} />
      </section>
      <WinRates comparison={comparison} by={view.by} />
      <Transfer comparison={comparison} />
      <WorstGroups comparison={comparison} links={links} />
      <Frontiers comparison={comparison} links={links} />
      {persistence === undefined ? null : <Curves persistence={persistence} />}
      <Undecided comparison={comparison} links={links} />
      {served ? null : <EveryRow comparison={comparison} arrangement={arrangement} />}
      <Methods comparison={comparison} />
      <Downloads links={links} comparison={comparison} />
    </>
  );
  return page({
    title: `${eyebrow}: ${armsSentence(comparison)} – Evenmatch`,
    digest: comparison.digest,
    description: headlineSentence(comparison.headline),
    ...(served ? { place: links.shared ? ("shared" as const) : ("experiments" as const) } : {}),
    ...(stale === true ? { refresh: 5 } : {}),
    body,
  });
}

const formatWords = {
  html: "this page as one file",
  svg: "forest plot, SVG",
  csv: "rows, CSV",
  md: "Markdown",
  parquet: "rows, Parquet",
  json: "everything, JSON",
} as const;

function Downloads({ links, comparison }: { links: Links; comparison: Comparison }) {
  const { download } = links;
  if (download === undefined) return null;
  return (
    <p class="downloads">
      {(Object.keys(formatWords) as (keyof typeof formatWords)[]).map((format) => (
        <a href={download(format)} download={`evenmatch-${comparison.digest.slice(0, 12)}.${format}`}>
          {formatWords[format]}
        </a>
      ))}
      {comparison.persistence === null ? null : (
        <a href={links.curves} download={`evenmatch-${comparison.digest.slice(0, 12)}-curves.svg`}>
          curves, SVG
        </a>
      )}
      {links.shared ? null : <a href={`/comparisons/${comparison.digest}`}>permalink</a>}
    </p>
  );
}
