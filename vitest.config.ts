import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,server,components,bench,scripts}/**/*.test.{ts,tsx}"],
    environment: "node",
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
});
