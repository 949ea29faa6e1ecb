import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

type Shown = { title: string; status?: string; file?: string; under?: string[] };

/** What the check prints for a report of these tests. */
function check(tests: readonly Shown[]): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), "conformance-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "report.json");
  const testResults = tests.map(
    ({ title, status = "passed", file: name = "server/embedded/x.test.ts", under = [] }) => ({
      name: path.join(root, name),
      assertionResults: [{ title, status, ancestorTitles: under }],
    }),
  );
  writeFileSync(file, JSON.stringify({ testResults }));
  const { status, stderr } = spawnSync(process.execPath, ["scripts/conformance.mjs", file], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, lines: stderr.trimEnd().split("\n") };
}

test("an id counts at the head of a title, however it is written, and nowhere else", () => {
  const { lines } = check([
    { title: "[S1] [S2] brackets" },
    { title: "C1/C2, U3 one after the other" },
    { title: "no id at the head S3" },
    { title: "below", under: ["[U4] a suite"] },
  ]);
  const missing = lines.flatMap((line) => /^(\w+) has no test/.exec(line)?.[1] ?? []);
  for (const id of ["S1", "S2", "C1", "C2", "U3", "U4"]) expect(missing).not.toContain(id);
  expect(missing).toContain("S3");
  expect(missing).toHaveLength(146 - 6);
});

test("a skipped test shows nothing, and a failing one fails its id", () => {
  const { status, lines } = check([
    { title: "[S1] skipped", status: "skipped" },
    { title: "[S2] broken", status: "failed" },
  ]);
  expect(status).toBe(1);
  expect(lines.filter((line) => /^S[12] /.test(line))).toEqual([
    expect.stringMatching(/^S1 has no test/),
    "S2 has a failing test: server/embedded/x.test.ts › [S2] broken",
  ]);
});

test("an id that is not listed is a fault; an S outside the embedded server is another rule's", () => {
  const { lines } = check([{ title: "[C99] beyond" }, { title: "[S99] elsewhere", file: "lib/x.test.ts" }]);
  expect(lines.filter((line) => line.includes("is not listed"))).toEqual([
    "C99 is not listed: server/embedded/x.test.ts › [C99] beyond",
  ]);
});

test("a page that is not what the tests say is a fault", () => {
  expect(check([{ title: "[S1] only this" }]).lines.at(-1)).toMatch(
    /conformance\.md is not what the tests say/,
  );
});
