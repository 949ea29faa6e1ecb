import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

const statements = matches(readFileSync(path.join(root, "SECURITY.md"), "utf8"), /^\| (S[0-9]+) \|/gm);

/** The embedded server numbers its conformance with the same letter. */
const isSecurityTest = (name: string): boolean =>
  /\.(test|spec|contract)\.tsx?$/.test(name) && !name.startsWith("embedded");

function testFiles(folder: string): string[] {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  const names = readdirSync(full, { recursive: true, encoding: "utf8" });
  return names.filter(isSecurityTest).map((name) => path.join(full, name));
}

const tested = new Set(
  ["lib", "server", "components", "e2e"]
    .flatMap(testFiles)
    .flatMap((file) => matches(readFileSync(file, "utf8"), /["'`]\[(S[0-9]+)\]/g)),
);

test("every statement of SECURITY.md stands in the title of a test", () => {
  expect(statements.length).toBeGreaterThan(0);
  expect(statements.filter((id) => !tested.has(id))).toEqual([]);
});

test("every security statement that a test names stands in SECURITY.md", () => {
  expect([...tested].filter((id) => !statements.includes(id))).toEqual([]);
});
