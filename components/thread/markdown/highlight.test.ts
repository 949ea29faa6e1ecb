import fc from "fast-check";
import { expect, test } from "vitest";
import { highlight } from "./highlight";
import { linkTarget } from "./link-target";
import { provisional } from "./provisional";

const SEED = 4_112;

test("coloured pieces joined are the code", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("sql", "js", "python", "json", "?"),
      (code, language) => {
        expect(
          highlight(code, language)
            .map(({ text }) => text)
            .join(""),
        ).toBe(code);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

test("keywords, strings and comments are told apart", () => {
  const kinds = highlight("SELECT 'a' -- b", "sql").filter(({ kind }) => kind !== "plain");
  expect(kinds).toEqual([
    { kind: "word", text: "SELECT" },
    { kind: "string", text: "'a'" },
    { kind: "comment", text: "-- b" },
  ]);
});

test("[S35] only absolute web and mail addresses are links", () => {
  expect(linkTarget("https://example.org/a")).toEqual({ href: "https://example.org/a", host: "example.org" });
  expect(linkTarget("mailto:a@example.org")?.host).toBe("a@example.org");
  for (const bad of [
    "javascript:alert(1)",
    "javascript&colon;alert(1)",
    "/a",
    "//b.c",
    "data:text/html,x",
    "",
  ]) {
    expect(linkTarget(bad), bad).toBeNull();
  }
});

test("a pipe row becomes the head of a table before its second line is there", () => {
  expect(provisional("| a | b", "paragraph")).toContain("---");
  expect(provisional("|", "paragraph")).toBe("");
  expect(provisional("a | b", "paragraph")).toBe("a | b");
});
