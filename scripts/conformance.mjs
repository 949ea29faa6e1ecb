import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { GROUPS } from "./conformance-statements.mjs";

const USAGE = `node scripts/conformance.mjs [--write] [report]
  Reads a JSON report of vitest (artifacts/unit.json), and fails when an id has no passing test, a failing one, or
  docs/conformance.md is not what the tests say. --write writes that page.`;

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const PAGE = path.join(ROOT, "docs", "conformance.md");
const LONGEST_TITLE = 140;
const HEAD = /^(?:\[[A-Z]+-?\d+\]\s*|[A-Z]+\d+[\s,/]+)+/;

const statements = GROUPS.flatMap(({ letter, folder, statements: texts }) =>
  texts.map((text, at) => ({ id: `${letter}${at + 1}`, letter, folder, text })),
);

/** Every test of the report that ran: its file from the root, its title, whether it passed, and the ids it names. */
export function testsOf(report) {
  return report.testResults.flatMap(({ name, assertionResults }) => {
    const file = path.relative(ROOT, name).replaceAll("\\", "/");
    return assertionResults
      .filter(({ status }) => status === "passed" || status === "failed")
      .map(({ title, ancestorTitles, status }) => ({
        ...{ file, title, passed: status === "passed" },
        ids: new Set([...ancestorTitles, title].flatMap(idsOf).filter((id) => countsIn(id, file))),
      }));
  });
}

/** "[C4] …", "C25/C38 …", "S1, S6 …": the ids at the head of a title. */
const idsOf = (title) => HEAD.exec(title)?.[0].match(/\b[SCU]\d+\b/g) ?? [];

function countsIn(id, file) {
  const group = GROUPS.find(({ letter }) => id.startsWith(letter));
  return group !== undefined && file.startsWith(group.folder);
}

/** What is wrong, a line each. */
export function faultsOf(tests) {
  const known = new Set(statements.map(({ id }) => id));
  const unknown = tests.flatMap(({ ids, file, title }) =>
    [...ids].filter((id) => !known.has(id)).map((id) => `${id} is not listed: ${file} › ${title}`),
  );
  const missing = statements.flatMap(({ id, text }) => {
    const own = tests.filter(({ ids }) => ids.has(id));
    const failed = own.filter(({ passed }) => !passed);
    if (own.length === 0) return [`${id} has no test: ${text}`];
    return failed.map(({ file, title }) => `${id} has a failing test: ${file} › ${title}`);
  });
  return [...unknown, ...missing];
}

/** The page. Titles stand without the seed of their run, so that it changes only with statements, tests and results. */
export function pageOf(tests) {
  const parts = GROUPS.map(({ letter, title, about }) => {
    const rows = statements
      .filter((statement) => statement.letter === letter)
      .map((row) => rowOf(row, tests));
    return `## ${title}\n\n${about}\n\n| Id | Statement | Result | Tests |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `${INTRODUCTION}\n${parts.join("\n")}`;
}

const INTRODUCTION = `# Conformance

Written by \`node scripts/conformance.mjs --write\` from a run of the tests; \`npm test\` fails when an id has no passing
test or this page is not what the tests say. The ids are those of the project's own checklist of the Responses API's
WebSocket mode; every test names the ids that it shows at the head of its title.
`;

function rowOf({ id, text }, tests) {
  const own = tests.filter(({ ids }) => ids.has(id));
  const lines = own.map(({ file, title }) => `${file} › ${cell(title)}`);
  return `| ${id} | ${text} | ${resultOf(own)} | ${[...new Set(lines)].sort().join("<br>") || "none"} |`;
}

function resultOf(tests) {
  if (tests.length === 0) return "not shown";
  return tests.every(({ passed }) => passed) ? "passes" : "fails";
}

function cell(title) {
  const words = title
    .replace(HEAD, "")
    .replace(/ \(seed \d+\)/g, "")
    .replace(/\s+/g, " ");
  const short = words.length > LONGEST_TITLE ? `${words.slice(0, LONGEST_TITLE - 1)}…` : words;
  return short.replace(/[\\|`<>*_[\]]/g, "\\$&");
}

async function run(args) {
  const [file = path.join(ROOT, "artifacts", "unit.json")] = args.filter((arg) => !arg.startsWith("--"));
  const tests = testsOf(JSON.parse(readFileSync(file, "utf8")));
  const page = pageOf(tests);
  if (args.includes("--write")) writeFileSync(PAGE, page);
  const faults = faultsOf(tests);
  if (read(PAGE) !== page) {
    faults.push("docs/conformance.md is not what the tests say: run `node scripts/conformance.mjs --write`");
  }
  for (const fault of faults) console.error(fault);
  const shown =
    statements.length - statements.filter(({ id }) => !tests.some(({ ids }) => ids.has(id))).length;
  console.log(`${shown} of ${statements.length} statements have tests`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--help")) console.log(USAGE);
  else await run(process.argv.slice(2));
}
