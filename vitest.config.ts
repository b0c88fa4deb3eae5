import { defineConfig } from "vitest/config";

// Three kinds of test, by what they need: nothing, a database or another process, a browser.
// Each kind can be run alone: `npx vitest run --project unit`.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{shared,service,simulator,widget,scripts}/src/**/*.test.{ts,tsx}",
            "scripts/*.test.ts",
          ],
        },
      },
      {
        test: {
          name: "integration",
          globalSetup: ["service/tests/postgres-server.ts"],
          include: ["{service,simulator}/tests/**/*.int.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["widget/tests/**/*.browser.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
