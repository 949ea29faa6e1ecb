import { expect, test } from "vitest";
import { faultsOf, pageOf, readTests, titlesOf } from "./reliability.mjs";
import { FAULTS } from "./reliability-faults.mjs";

const rows = FAULTS.flatMap((group) => group.rows);
const tests = rows.map(([id]) => ({ file: "lib/a.test.ts", ids: [id], sentence: `shows ${id}` }));

test("titles are read with all their ids, whatever quotes they stand in", () => {
  const source =
    'test("[RES-1][F2] it goes on", x); test(`[T7] a | b`, y); test.each([])(\'[F3] "so"\', z); "[x]"';
  expect(titlesOf(source)).toEqual([
    { ids: ["RES-1", "F2"], sentence: "it goes on" },
    { ids: ["T7"], sentence: "a | b" },
    { ids: ["F3"], sentence: '"so"' },
  ]);
});

test("titles of the folders of tests are read, the samples of this file are not", () => {
  const files = new Set(readTests().map(({ file }) => file));
  expect(files).toContain("lib/client/connection.test.ts");
  expect([...files].filter((file) => file.startsWith("scripts/"))).toEqual([]);
});

test("a row without a test is a fault, unless it is for later; so is a row that is not listed", () => {
  expect(faultsOf(tests, [])).toEqual([]);
  expect(
    faultsOf(
      tests.filter(({ ids }) => ids[0] !== "F5" && ids[0] !== "F47"),
      [],
    ),
  ).toEqual(["F5 has no test: the socket dies between a message and its answer"]);
  expect(faultsOf([...tests, { file: "lib/b.test.ts", ids: ["F99"], sentence: "" }], [])).toEqual([
    "F99 is not listed: lib/b.test.ts",
  ]);
});

test("the page has a row for each fault and a table for each proof, with its day", () => {
  const findings = [{ what: "cuts", figure: "4,000", kept: true }];
  const proof = {
    id: "T7 browser",
    shows: "Cuts.",
    command: "npm run cuts",
    seconds: 61.2,
    findings,
    on: "2026-11-25",
  };
  const page = pageOf(tests, [proof]);
  expect(page).toContain("| F5 | the socket dies between a message and its answer |");
  expect(page).toContain("lib/a.test.ts › shows F5 |");
  expect(page).toContain("`npm run cuts`, 61 s, measured 2026-11-25.");
  expect(page).toContain("| cuts | 4,000 | yes |");
});
