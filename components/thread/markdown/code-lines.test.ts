import { expect, test } from "vitest";
import { linesOf, samePieces } from "./code-lines";
import { highlight } from "./highlight";

const code = Array.from({ length: 40 }, (_, at) => `select ${at} /* a\nb */ from t;`).join("\n");

test("code in groups of lines is the same code", () => {
  const groups = linesOf(highlight(code, "sql"));
  expect(groups.length).toBeGreaterThan(4);
  expect(
    groups
      .flat()
      .map(({ text }) => text)
      .join(""),
  ).toBe(code);
});

test("added text changes the last group only", () => {
  const before = linesOf(highlight(code, "sql"));
  const after = linesOf(highlight(`${code} -- more`, "sql"));
  const changed = after.filter((group, at) => !samePieces(before[at] ?? [], group));
  expect(changed).toHaveLength(1);
  expect(changed[0]).toBe(after.at(-1));
});
