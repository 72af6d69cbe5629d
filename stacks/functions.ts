/** Functions: built bundles with exactly the permissions that `permissions.ts` names. */
/// <reference path="../.sst/platform/config.d.ts" />
import { type FunctionName, permissions } from "./permissions";
import { stageSettings } from "./stage";
import type { Storage } from "./storage";

export interface FunctionSettings {
  memory: "512 MB" | "1769 MB" | "3008 MB";
  timeout: "20 seconds" | "5 minutes";
}

/** One of the functions of `functions/`, as `npm run build:functions` left it in `.functions/NAME`. */
export function functionArgs(name: FunctionName, storage: Storage, settings: FunctionSettings) {
  return {
    bundle: `.functions/${name}`,
    handler: `${name}.handler`,
    runtime: "nodejs24.x" as const,
    architecture: "arm64" as const,
    ...settings,
    logging: { retention: stageSettings($app.stage).logRetention },
    environment: environmentOf(name, storage),
    link: [grantOf(name, storage)],
  };
}

function environmentOf(name: FunctionName, { table, blobs, ingestQueue, compareQueue }: Storage) {
  const shared = { EVENMATCH_TABLE: table.name };
  if (name === "read") return shared;
  return {
    ...shared,
    EVENMATCH_BLOBS: $interpolate`s3://${blobs.name}`,
    EVENMATCH_INGEST_QUEUE: ingestQueue.queue.url,
    EVENMATCH_COMPARE_QUEUE: compareQueue.queue.url,
  };
}

/** A link that gives a function its permissions: linking the table or the bucket themselves would give it everything. */
function grantOf(name: FunctionName, { table, blobs, ingestQueue, compareQueue }: Storage) {
  const wanted = permissions[name];
  const grants: { actions: readonly string[]; resources: $util.Input<string>[] }[] = [
    { actions: wanted.table, resources: [table.arn] },
    { actions: wanted.index, resources: [$interpolate`${table.arn}/index/open`] },
    { actions: wanted.bucket, resources: [blobs.arn] },
    ...Object.entries(wanted.objects).map(([prefix, actions]) => ({
      actions,
      resources: [$interpolate`${blobs.arn}/${prefix}/*`],
    })),
    { actions: wanted.ingestQueue, resources: [ingestQueue.queue.arn] },
    { actions: wanted.compareQueue, resources: [compareQueue.queue.arn] },
  ];
  return new sst.Linkable(`${name[0]?.toUpperCase()}${name.slice(1)}Grant`, {
    properties: { function: name },
    include: grants
      .filter(({ actions }) => actions.length > 0)
      .map(({ actions, resources }) => sst.aws.permission({ actions: [...actions], resources })),
  });
}
