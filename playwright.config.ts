import { defineConfig } from "@playwright/test";

const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: "e2e",
  outputDir: "artifacts/e2e",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "artifacts/e2e.json" }]],
  use: {
    viewport: { width: 1440, height: 900 },
    // Without a graphics card each frame of an animation is drawn by the processor: half of what the tests took.
    contextOptions: { reducedMotion: "reduce" },
    trace: process.env.TRACE === "1" ? "on" : { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    // Needs Playwright's ffmpeg, which an installed Chromium does not bring.
    video: process.env.VIDEO === "1" ? "on" : "off",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
