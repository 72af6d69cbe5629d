/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { CheckpointAnswer } from "@evenmatch/contract/checkpoint";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { SuiteAnswer } from "@evenmatch/contract/suite";
import type { UploadStatus } from "@evenmatch/contract/upload";
import { listed } from "../render/headline.ts";
import { amountText, none } from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";
import { directionArrows } from "../render/verdict.ts";
import { type Page, page } from "./document.tsx";
import { Listing } from "./listing.tsx";
import { ExperimentProgress, Time, UploadProgress } from "./progress.tsx";

/** Seconds between two looks at something unfinished. */
export const refreshSeconds = 2;

const anyUnfinished = (statuses: readonly string[]) =>
  statuses.some((status) => ["computing", "awaiting_files", "queued", "reading"].includes(status));

const refreshIf = (unfinished: boolean) => (unfinished ? { refresh: refreshSeconds } : {});

interface Listed<Item> {
  items: readonly Item[];
  /** address of the next page */
  next: string | null;
}

/** The project's experiments and where their comparisons stand; never a result, which would be a look at it. */
export function experimentsPage({ items, next }: Listed<ExperimentAnswer>): Page {
  return page({
    title: "Experiments – Evenmatch",
    place: "experiments",
    ...refreshIf(anyUnfinished(items.map(({ status }) => status))),
    body: (
      <Listing
        title="Experiments"
        next={next}
        heads={["experiment", "treatment", "baseline", "plan", "comparison", "changed"]}
        empty="No experiment yet: evenmatch experiment ID --treatment CHECKPOINT --baseline CHECKPOINT"
        rows={items.map((item) => [
          <>
            <a href={`/experiments/${encodeURIComponent(item.experiment)}`}>{item.experiment}</a>
            {item.name === undefined ? null : <div class="quiet">{plainText(item.name)}</div>}
          </>,
          listed(item.treatment),
          listed(item.baseline),
          `version ${item.planVersion}, fixed ${item.planFixed} the first results`,
          <ExperimentProgress experiment={item} />,
          <Time iso={item.updatedAt} />,
        ])}
      />
    ),
  });
}

const quantities = ["flops", "tokens", "steps", "samples", "gpuHours"] as const;

/** Declared checkpoints. */
export function checkpointsPage({ items, next }: Listed<CheckpointAnswer>): Page {
  return page({
    title: "Checkpoints – Evenmatch",
    place: "checkpoints",
    body: (
      <Listing
        title="Checkpoints"
        next={next}
        heads={["checkpoint", "run", "step", "seed", "compute", "trained on", "changed"]}
        figures={["step"]}
        empty="No checkpoint yet: evenmatch checkpoint ID --run RUN --step N --flops N"
        rows={items.map((item) => [
          <>
            <b>{item.checkpoint}</b>
            {item.comparator === undefined ? null : <div class="quiet">{item.comparator}</div>}
          </>,
          plainText(item.run ?? none),
          amountText(item.step ?? null),
          plainText(item.seed ?? none),
          quantities
            .flatMap((name) => {
              const value = item.compute?.[name];
              return value === undefined ? [] : [`${amountText(value)} ${name}`];
            })
            .join(", ") || none,
          [...(item.trainedOn?.domains ?? []), ...(item.trainedOn?.traits ?? [])].join(", ") || none,
          <Time iso={item.updatedAt} />,
        ])}
      />
    ),
  });
}

/** Suites that are known here: the project's own, then the catalogue's. */
export function suitesPage(items: readonly SuiteAnswer[]): Page {
  return page({
    title: "Suites – Evenmatch",
    place: "suites",
    body: (
      <Listing
        title="Suites"
        next={null}
        heads={["suite", "domain", "traits", "role", "family", "metric", "items", "known from"]}
        figures={["items"]}
        empty="No suite is known."
        rows={items.map((item) => [
          <>
            <b>{item.suite}</b>
            {item.name === item.suite ? null : <div class="quiet">{plainText(item.name)}</div>}
          </>,
          item.domain,
          item.traits.join(", "),
          item.role,
          item.family,
          `${directionArrows[item.metric.direction]} ${plainText(item.metric.name)}`,
          amountText(item.items),
          item.origin,
        ])}
      />
    ),
  });
}

/** An upload as lists show it. */
export interface ListedUpload {
  upload: string;
  checkpoint: string;
  status: UploadStatus;
  outcome: { results: number; rows: number; problems: number } | null;
  createdAt: string;
  finishedAt: string | null;
}

/** Uploads, the latest first, as they are read. */
export function uploadsPage({ items, next }: Listed<ListedUpload>): Page {
  return page({
    title: "Uploads – Evenmatch",
    place: "uploads",
    ...refreshIf(anyUnfinished(items.map(({ status }) => status))),
    body: (
      <Listing
        title="Uploads"
        next={next}
        heads={["upload", "checkpoint", "state", "suites", "rows", "problems", "begun", "finished"]}
        figures={["suites", "rows", "problems"]}
        empty="No upload yet: evenmatch push FILES --checkpoint CHECKPOINT"
        rows={items.map((item) => [
          <a href={`/uploads/${encodeURIComponent(item.upload)}`}>
            <code>{item.upload}</code>
          </a>,
          item.checkpoint,
          <UploadProgress status={item.status} />,
          amountText(item.outcome?.results ?? null),
          amountText(item.outcome?.rows ?? null),
          <span class={(item.outcome?.problems ?? 0) > 0 ? "loss" : ""}>
            {amountText(item.outcome?.problems ?? null)}
          </span>,
          <Time iso={item.createdAt} />,
          item.finishedAt === null ? none : <Time iso={item.finishedAt} />,
        ])}
      />
    ),
  });
}
