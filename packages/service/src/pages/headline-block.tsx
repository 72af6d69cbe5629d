/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { type HeadLine, headLines } from "../render/headline.ts";
import { percentText } from "../render/numbers.ts";
import { ProportionPlot } from "./proportion-plot.tsx";
import { unbroken } from "./unbroken.ts";
import { VerdictBar } from "./verdict-bar.tsx";

/** What a reader takes away in a minute: gains and regressions, what is certain, the win rate, the compute match. */
export function HeadlineBlock({ comparison, eyebrow }: { comparison: Comparison; eyebrow: string }) {
  const lines = headLines(comparison);
  const text = (label: HeadLine["label"]) => lines.find((line) => line.label === label)?.text;
  const { guarantee, winRate, computeMatch, controls } = comparison;
  const compute = text("compute") ?? "";
  return (
    <header class="headline">
      {computeMatch.status === "unmatched" ? (
        <p class="alarm" role="note">
          <strong>Compute {unbroken(compute)}</strong>
        </p>
      ) : null}
      <p class="eyebrow">{eyebrow}</p>
      <h1>
        <HeadlineText text={text("headline") ?? ""} />
      </h1>
      <p class="arms">{text("arms")}</p>
      <VerdictBar headline={comparison.headline} />
      <dl class="tiles">
        {guarantee === null ? null : (
          <Tile
            label="at least"
            text={text("at least") ?? ""}
            lead={`${guarantee.atLeastImproved} of ${guarantee.suites}`}
          />
        )}
        <Tile label="win rate" text={text("win rate") ?? ""} lead={percentText(winRate.value)}>
          <span class="tile-plot">
            <ProportionPlot value={winRate.value} interval={winRate.interval} />
          </span>
        </Tile>
        <Tile label="compute" text={compute} lead={compute.split(":")[0] ?? ""} tone={computeMatch.status} />
        {controls === null ? null : <Tile label="controls" text={text("controls") ?? ""} lead={`${controls.suites}`} />}
      </dl>
    </header>
  );
}

/** The headline's sentence in two lines of the same weight: nobody is to quote the first without the second. */
function HeadlineText({ text }: { text: string }) {
  const parts = /^(.+? ahead)(.*?;) (of the .+?, )(.+?)( \(.*)$/.exec(text);
  if (parts === null) return <>{text}</>;
  const [, ahead, signs, of, verdicts, others] = parts;
  return (
    <>
      <span>
        <strong>{ahead}</strong>
        {signs}{" "}
      </span>
      <span>
        {of}
        <strong>{verdicts}</strong>
        {others}
      </span>
    </>
  );
}

interface TileProps {
  label: string;
  text: string;
  /** the words at the sentence's start that are set large */
  lead: string;
  tone?: string;
  children?: unknown;
}

function Tile({ label, text, lead, tone = "", children }: TileProps) {
  const rest = text.startsWith(lead) ? text.slice(lead.length).replace(/^[:,]\s*/, "") : text;
  return (
    <div class={`tile ${tone}`}>
      <dt>{label}</dt>
      <dd>
        <b class="lead">{unbroken(lead)}</b> {children} {unbroken(rest)}
      </dd>
    </div>
  );
}
