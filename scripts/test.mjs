import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { failedBrowserTests, failedUnitTests } from "./failed-tests.mjs";
import { findBrowser } from "./find-browser.mjs";

process.env.NEXT_TELEMETRY_DISABLED = "1";
const tally = { passed: 0, failed: 0 };
/** What failed, by name: the long output above the last line is seldom read. */
const failures = [];

/** Runs a program of this project's own; true when it ended well. */
function run(title, args, env = {}) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return status === 0;
}

/** A check that either holds or does not: counts as one. */
function check(title, args) {
  if (run(title, args)) tally.passed += 1;
  else fail(title);
}

function fail(name) {
  tally.failed += 1;
  failures.push(name);
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
  const failed = failedUnitTests(report);
  failed.forEach(fail);
  if (!ok && failed.length === 0) fail("unit tests ended badly");
}

function countPlaywright(browser) {
  const ok = run("browser tests", ["node_modules/@playwright/test/cli.js", "test"], {
    CHROMIUM_PATH: browser,
  });
  const report = readReport("artifacts/e2e.json");
  tally.passed += report?.stats?.expected ?? 0;
  const failed = failedBrowserTests(report);
  failed.forEach(fail);
  if (!ok && failed.length === 0) fail("browser tests ended badly");
}

function browserTests() {
  const { path, advice } = findBrowser();
  if (!path) {
    console.error(`\n${advice}`);
    fail("no browser");
    return;
  }
  if (!run("build", ["scripts/build.mjs"])) return fail("build");
  tally.passed += 1;
  countPlaywright(path);
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

if (failures.length > 0) console.log(`\nfailed:\n${failures.map((name) => `  ${name}`).join("\n")}`);
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
