import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,server,components,bench,scripts}/**/*.test.{ts,tsx}"],
    environment: "node",
    testTimeout: 40_000,
    hookTimeout: 40_000,
  },
});
