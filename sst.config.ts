/// <reference path="./.sst/platform/config.d.ts" />

/**
 * The service in an AWS account: `npm run deploy -- --stage NAME`, as docs/deploy.md says.
 *
 * `production` and `staging` keep their data when they are removed, and production can't be removed by mistake; any other
 * stage is one person's own and goes whole.
 */
export default $config({
  app: ({ stage }) => ({
    name: "evenmatch",
    home: "aws",
    removal: stage === "production" || stage === "staging" ? "retain" : "remove",
    protect: stage === "production",
  }),
  run: async () => {
    const { makeStorage } = await import("./stacks/storage");
    const { makeIngest } = await import("./stacks/ingest");
    const { makeApi } = await import("./stacks/api");
    const { makeAlarms } = await import("./stacks/alarms");
    const storage = makeStorage();
    const ingest = makeIngest(storage);
    const api = makeApi(storage);
    makeAlarms(ingest, api);
    return { url: api.api.url, table: storage.table.name, bucket: storage.blobs.name };
  },
});
