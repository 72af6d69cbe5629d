/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { UploadStatus } from "@evenmatch/contract/upload";

const uploadWords: Record<UploadStatus, string> = {
  awaiting_files: "awaiting files",
  queued: "queued",
  reading: "reading",
  counted: "counted",
  rejected: "rejected",
};

const uploadSteps: readonly UploadStatus[] = ["awaiting_files", "queued", "reading", "counted"];

/** Where an upload stands, and while it is on its way, how far. */
export function UploadProgress({ status }: { status: UploadStatus }) {
  const step = uploadSteps.indexOf(status) + 1;
  const done = status === "counted" || status === "rejected";
  return (
    <span class={`status ${status}`}>
      {done ? null : (
        <progress max={uploadSteps.length} value={step} aria-label={`step ${step} of ${uploadSteps.length}`} />
      )}{" "}
      {uploadWords[status]}
    </span>
  );
}

/** Where an experiment's comparison stands. */
export function ExperimentProgress({ experiment }: { experiment: ExperimentAnswer }) {
  const { status, basedOn, resultsVersion, failure, digest } = experiment;
  if (status === "computing") {
    return (
      <span class="status computing">
        <progress aria-label="being computed" /> computing
        {digest === null ? "" : ` (has version ${basedOn} of ${resultsVersion})`}
      </span>
    );
  }
  return (
    <span class={`status ${status}`}>
      {status === "waiting" ? "waiting for results of both arms" : status}
      {failure === null || status !== "failed" ? null : <span class="quiet">: {failure}</span>}
    </span>
  );
}

/** A moment, to the minute, in UTC. */
export function Time({ iso }: { iso: string }) {
  return (
    <time datetime={iso} class="quiet">
      {iso.slice(0, 16).replace("T", " ")} UTC
    </time>
  );
}
