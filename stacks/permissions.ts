/**
 * What each function may do, and nothing else. The end-to-end run over the built functions writes down every call that
 * they make; a call that is missing here, or an entry here that nothing calls, fails it.
 */

/** Names of the functions, which are those of their entry points in `functions/`. */
export type FunctionName = "read" | "api" | "ingest" | "compare" | "sweep";

/** IAM actions on each resource. `objects`: blobs whose keys begin with the name. */
export interface Permissions {
  table: readonly string[];
  /** the sparse index `open` */
  index: readonly string[];
  bucket: readonly string[];
  objects: Readonly<Record<string, readonly string[]>>;
  ingestQueue: readonly string[];
  compareQueue: readonly string[];
}

const none: Permissions = { table: [], index: [], bucket: [], objects: {}, ingestQueue: [], compareQueue: [] };

const everyItem = [
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:UpdateItem",
] as const;

export const permissions: Readonly<Record<FunctionName, Permissions>> = {
  // a look is written down when a comparison is served
  read: { ...none, table: ["dynamodb:GetItem", "dynamodb:PutItem"] },
  api: {
    ...none,
    table: everyItem,
    bucket: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
    objects: {
      answers: ["s3:GetObject", "s3:PutObject"],
      incoming: ["s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      reports: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      results: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
    },
    ingestQueue: ["sqs:SendMessage"],
    compareQueue: ["sqs:SendMessage"],
  },
  ingest: {
    ...none,
    table: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    objects: { incoming: ["s3:GetObject"], reports: ["s3:PutObject"], results: ["s3:PutObject"] },
    bucket: ["s3:ListBucket"],
    compareQueue: ["sqs:SendMessage"],
  },
  compare: {
    ...none,
    table: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    objects: { results: ["s3:GetObject"] },
  },
  sweep: {
    ...none,
    table: ["dynamodb:GetItem", "dynamodb:PutItem"],
    index: ["dynamodb:Query"],
    bucket: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
    objects: { incoming: ["s3:AbortMultipartUpload", "s3:DeleteObject"], reports: ["s3:PutObject"] },
    ingestQueue: ["sqs:SendMessage"],
    compareQueue: ["sqs:SendMessage"],
  },
};

/** The route keys that the light function answers; every other route is the `api` function's. */
export const readRouteKeys = [
  "GET /v1/experiments/{experiment}/comparison",
  "GET /v1/experiments/{experiment}/comparison.json",
  "GET /v1/experiments/{experiment}/comparison.csv",
  "GET /v1/experiments/{experiment}/comparison.md",
  "GET /v1/experiments/{experiment}/win-rates",
  "GET /v1/experiments/{experiment}/suites/{suite}",
  "GET /v1/experiments/{experiment}/persistence",
  "GET /v1/experiments/{experiment}/methods",
  "GET /shared/{token}/comparison.json",
  "GET /shared/{token}/comparison.csv",
  "GET /shared/{token}/comparison.md",
] as const;
