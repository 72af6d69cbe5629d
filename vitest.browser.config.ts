import { defineConfig } from "vitest/config";

/** The pages in a real browser: `npm run test:browser`. Needs Chromium, which `test/browser/install.sh` brings. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: ["default", "./test/count-reporter.ts"],
  },
});
