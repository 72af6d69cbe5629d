import { defineConfig } from "vitest/config";

/** The cloud side against local engines: `test/aws/run.sh`, which installs them. */
export default defineConfig({
  test: {
    include: ["test/aws/**/*.aws.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: ["default", "./test/count-reporter.ts"],
  },
});
