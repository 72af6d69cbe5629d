// engine, blobs, jobs, stored results
export * from "./blobs/blob-key.ts";
export * from "./blobs/blob-source.ts";
export * from "./blobs/checked-chunks.ts";
export * from "./blobs/files.ts";
export * from "./blobs/port.ts";
export * from "./blobs/s3.ts";
export * from "./canonical.ts";
export * from "./engine/connect.ts";
export * from "./engine/embedded.ts";
export { HomeLockedError } from "./engine/home-lock.ts";
export { makeTable } from "./engine/make-table.ts";
export { quietNodeWarning } from "./engine/quiet-node-warning.ts";
// what the table remembers
export * from "./entities/audit.ts";
export * from "./entities/checkpoints.ts";
export * from "./entities/comparisons.ts";
export * from "./entities/credentials.ts";
export * from "./entities/experiments.ts";
export * from "./entities/expiry.ts";
export * from "./entities/idempotency.ts";
export * from "./entities/looks.ts";
export * from "./entities/projects.ts";
export * from "./entities/results.ts";
export * from "./entities/suites.ts";
export * from "./entities/uploads.ts";
export * from "./entities/write-counts.ts";
export * from "./jobs/in-process.ts";
export * from "./jobs/port.ts";
// the cloud
export * from "./jobs/sqs.ts";
export * from "./result-blob.ts";
export * from "./result-parts.ts";
export * from "./scan-project.ts";
export * from "./table.ts";
export * from "./table-definition.ts";
