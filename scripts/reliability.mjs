import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { FAULTS, NOT_YET, PROMISES } from "./reliability-faults.mjs";

const USAGE = `node scripts/reliability.mjs [--check | --write]
  docs/reliability.md: the fault table with the tests that name each row in their titles, and the figures of the
  proofs. --write takes new figures from artifacts/proofs over those of docs/reliability.json, and writes both.
  --check (as without options) fails when the page is not what titles and kept figures say, or a row has no test.`;

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const PAGE = path.join(ROOT, "docs", "reliability.md");
const FIGURES = path.join(ROOT, "docs", "reliability.json");
const PROOFS = path.join(ROOT, "artifacts", "proofs");
const FOLDERS = ["app", "components", "lib", "server", "e2e", "bench"];
const TITLE = /(["'`])((?:\[[A-Z]+-?\d+\] ?)+(?:\\.|(?!\1)[^\\])*)\1/g;
const LONGEST_TITLE = 140;

/** Titles of a source that begin with ids: the ids, and the sentence after them. */
export function titlesOf(source) {
  return [...source.matchAll(TITLE)].map(([, , title]) => {
    const head = /^(?:\[[A-Z]+-?\d+\] ?)+/.exec(title)?.[0] ?? "";
    const ids = [...head.matchAll(/\[([A-Z]+-?\d+)\]/g)].map(([, id]) => id);
    return { ids, sentence: title.slice(head.length).replace(/\\(.)/g, "$1") };
  });
}

/** Every title of the tests: its file from the root, its ids, its sentence. */
export function readTests() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(test|spec|contract)\.tsx?$/.test(name))
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
  ).sort();
  return files.flatMap((file) =>
    titlesOf(readFileSync(path.join(ROOT, file), "utf8")).map((title) => ({ file, ...title })),
  );
}

/** What is wrong, a line each. */
export function faultsOf(tests, notYet = NOT_YET) {
  const rows = FAULTS.flatMap(({ rows }) => rows);
  const known = new Set(rows.map(([id]) => id));
  const named = (id) => tests.some(({ ids }) => ids.includes(id));
  const missing = rows.filter(([id, , , { later } = {}]) => !later && !notYet.includes(id) && !named(id));
  const unknown = tests.flatMap(({ ids, file }) =>
    ids.filter((id) => /^F\d+$/.test(id) && !known.has(id)).map((id) => `${id} is not listed: ${file}`),
  );
  return [...missing.map(([id, fault]) => `${id} has no test: ${fault}`), ...unknown];
}

/** The page. `proofs` in the order of their ids. */
export function pageOf(tests, proofs) {
  const tables = FAULTS.map(({ about, rows }) => {
    const lines = rows.map((row) => rowOf(row, tests));
    return `### ${about}\n\n| Id | Fault | What happens | Shown by |\n|---|---|---|---|\n${lines.join("\n")}\n`;
  });
  const promises = PROMISES.map((promise) => promiseOf(promise, tests, proofs)).join("\n");
  return [
    `${INTRODUCTION}\n${promises}\n`,
    NOT_COVERED,
    `## Faults\n\n${tables.join("\n")}`,
    `## Proofs\n\n${ABOUT_PROOFS}\n\n${proofs.map(proofOf).join("\n") || "None has been measured yet.\n"}`,
  ].join("\n");
}

const INTRODUCTION = `# Reliability

Written by \`node scripts/reliability.mjs --write\` from the titles of tests and the figures of the proofs; \`npm test\`
fails when it is not what they say. A test that shows a row of the fault table has the row's id at the head of its
title; rules such as RES-1 stand in [protocol.md](protocol.md).

## What is promised
`;

const NOT_COVERED = `## What is not

- One process owns all sessions. While it restarts nothing runs; there is no second node that takes over.
- A power cut may take the last quarter of a second of streamed text, never what was acknowledged. The cuts of the log
  file are made on copies; no machine's power was cut for these figures.
- An answer that was under way when the connection to the model broke is not continued. It ends as interrupted, and
  asking again is the person's choice.
- A tool with effects that had started when its page went away is not run again and not undone: the call says that
  its outcome is unknown.
- The page's own storage can be refused or cleared by the browser. Then a message that the server never got, and that
  stands in a page which is closed, is lost.
- Faults of a provider are made by servers that speak its wire, not by the provider.
`;

const ABOUT_PROOFS = `Long runs, each with its own command; a short form of each is in \`npm test\`. Figures are those last measured.`;

function promiseOf([id, text, shownBy], tests, proofs) {
  const shown = shownBy.filter(
    (one) => tests.some(({ ids }) => ids.includes(one)) || proofs.some((proof) => proofIdOf(proof) === one),
  );
  return `- **${id}** ${text} Shown by ${shown.join(", ")}.`;
}

const proofIdOf = ({ id }) => id.split(" ")[0];

function rowOf([id, fault, behaviour, { later } = {}], tests) {
  const own = tests.filter(({ ids }) => ids.includes(id));
  const lines = own.map(({ file, sentence }) => `${file} › ${cell(sentence)}`);
  const shown = [...new Set(lines)].join("<br>");
  return `| ${id} | ${fault} | ${behaviour} | ${shown || (later ? `later: ${later}` : "no test yet")} |`;
}

function cell(sentence) {
  const words = sentence.replace(/\s+/g, " ").trim();
  const short = words.length > LONGEST_TITLE ? `${words.slice(0, LONGEST_TITLE - 1)}…` : words;
  return short.replace(/[\\|`<>*_[\]]/g, "\\$&");
}

function proofOf({ id, shows, command, seconds, findings, on }) {
  const rows = findings.map(
    ({ what, figure, kept }) => `| ${cell(what)} | ${cell(figure)} | ${kept ? "yes" : "**no**"} |`,
  );
  return [
    `### ${id}`,
    `${shows}\n\n\`${command}\`, ${Math.round(seconds)} s, measured ${on}.`,
    `| What | Figure | Kept |\n|---|---|---|\n${rows.join("\n")}\n`,
  ].join("\n\n");
}

const byId = (left, right) => left.id.localeCompare(right.id, "en", { numeric: true });

function readKept() {
  return Object.values(JSON.parse(readOr(FIGURES, "{}")));
}

/** The kept figures, and over them what was measured since, with its day. */
function readProofs() {
  const fresh = namesIn(PROOFS).map((name) => {
    const file = path.join(PROOFS, name);
    const on = statSync(file).mtime.toISOString().slice(0, 10);
    return { ...JSON.parse(readFileSync(file, "utf8")), on };
  });
  const merged = new Map([...readKept(), ...fresh].map((proof) => [proof.id, proof]));
  return [...merged.values()].sort(byId);
}

function namesIn(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

function write(tests) {
  const proofs = readProofs();
  const kept = Object.fromEntries(proofs.map((proof) => [proof.id, proof]));
  writeFileSync(FIGURES, `${JSON.stringify(kept, null, 2)}\n`);
  writeFileSync(PAGE, pageOf(tests, proofs));
}

function run(args) {
  const tests = readTests();
  if (args.includes("--write")) write(tests);
  const faults = faultsOf(tests);
  if (readOr(PAGE, "") !== pageOf(tests, readKept().sort(byId))) {
    faults.push("docs/reliability.md is not what the tests say: run `node scripts/reliability.mjs --write`");
  }
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--help")) console.log(USAGE);
  else run(process.argv.slice(2));
}
