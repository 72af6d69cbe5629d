import path from "node:path";
import { defineConfig } from "vitest/config";
import { repoRoot } from "../../shared-files.ts";

const platform = path.join(repoRoot, ".cache/aws/sst/.sst/platform");

/** SST's own components under Pulumi's mocks; `test/aws/run.sh` lays the components down first. */
export default defineConfig({
  test: {
    include: ["test/aws/infrastructure/*.infra.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    server: { deps: { inline: [/\.sst\/platform\/src/] } },
    reporters: ["default", "./test/count-reporter.ts"],
  },
  resolve: { alias: [{ find: /^@pulumi\/(.*)$/, replacement: `${platform}/node_modules/@pulumi/$1` }] },
});
