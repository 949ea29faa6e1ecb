import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  `${process.env["PROGRAMFILES"]}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env["PROGRAMFILES(X86)"]}\\Google\\Chrome\\Application\\chrome.exe`,
];

/** An installed Chromium or Chrome; null when there is none. */
export const installedBrowser = () => PLACES.find((place) => place && existsSync(place)) ?? null;

function playwrightBrowser() {
  const { chromium } = require("playwright-core");
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : null;
}

function downloadPlaywrights() {
  console.log("No Chromium found: downloading Playwright's (set NO_BROWSER_INSTALL=1 to forbid this) …");
  const cli = path.join(path.dirname(require.resolve("playwright-core/package.json")), "cli.js");
  const result = spawnSync(process.execPath, [cli, "install", "chromium"], {
    stdio: "inherit",
    timeout: 300_000,
  });
  return result.status === 0 ? playwrightBrowser() : null;
}

const isDebianRoot = () =>
  process.getuid?.() === 0 && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");

function installDebians() {
  console.log("The download did not work: installing Debian's package «chromium» with apt-get …");
  const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  try {
    execFileSync("apt-get", ["update", "-qq"], options);
    execFileSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
      options,
    );
  } catch {
    return null;
  }
  return installedBrowser();
}

const ADVICE = [
  "No Chromium or Chrome was found, and none could be installed.",
  "Install one (Debian: apt-get install chromium; others: npx playwright install chromium)",
  "or name one: CHROMIUM_PATH=/path/to/chrome npm test",
].join("\n");

/** A browser to test with, installed when need be; or advice. */
export function findBrowser() {
  const found = installedBrowser() ?? playwrightBrowser();
  if (found) return { path: found };
  if (process.env.NO_BROWSER_INSTALL === "1") return { advice: ADVICE };
  const installed = downloadPlaywrights() ?? (isDebianRoot() ? installDebians() : null);
  return installed ? { path: installed } : { advice: ADVICE };
}

/** True where Chromium's own sandbox cannot start: as root. */
export const runsAsRoot = () => process.getuid?.() === 0;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { path, advice } = findBrowser();
  console.log(path ?? advice);
  process.exitCode = path ? 0 : 1;
}
