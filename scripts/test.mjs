import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { findBrowser } from "./find-browser.mjs";

process.env.NEXT_TELEMETRY_DISABLED = "1";
const tally = { passed: 0, failed: 0 };

/** Runs a program of this project's own; true when it ended well. */
function run(title, args, env = {}) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return status === 0;
}

/** A check that either holds or does not: counts as one. */
function check(title, args) {
  tally[run(title, args) ? "passed" : "failed"] += 1;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function countVitest() {
  const file = "artifacts/unit.json";
  const ok = run("unit, contract and integration tests", [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(file);
  tally.passed += report?.numPassedTests ?? 0;
  tally.failed += report?.numFailedTests ?? 0;
  if (!ok && !report?.numFailedTests) tally.failed += 1;
}

function countPlaywright(browser) {
  const ok = run("browser tests", ["node_modules/@playwright/test/cli.js", "test"], {
    CHROMIUM_PATH: browser,
  });
  const stats = readReport("artifacts/e2e.json")?.stats;
  tally.passed += stats?.expected ?? 0;
  tally.failed += (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  if (!ok && !stats?.unexpected && !stats?.flaky) tally.failed += 1;
}

function browserTests() {
  const { path, advice } = findBrowser();
  if (!path) {
    console.error(`\n${advice}`);
    tally.failed += 1;
    return;
  }
  const isBuilt = run("build", ["scripts/build.mjs"]);
  tally[isBuilt ? "passed" : "failed"] += 1;
  if (isBuilt) countPlaywright(path);
}

rmSync("artifacts/unit.json", { force: true });
rmSync("artifacts/e2e.json", { force: true });
mkdirSync("artifacts", { recursive: true });
check("types", ["node_modules/typescript/bin/tsc", "--noEmit"]);
check("format", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]);
check("lint", ["node_modules/eslint/bin/eslint.js", ".", "--max-warnings", "0"]);
check("import rules", [
  "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
  "app",
  "components",
  "lib",
  "server",
]);
check("dead code", ["node_modules/knip/bin/knip.js"]);
countVitest();
check("conformance", ["scripts/conformance.mjs"]);
check("reliability", ["scripts/reliability.mjs", "--check"]);
browserTests();

console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
