import fc from "fast-check";
import { Lexer } from "marked";
import { expect, test } from "vitest";
import { chunksOf, emptyParsed, grow } from "./blocks";
import type { Parsed } from "./blocks";

const SEED = 20_261_122;

/** Blank lines between elements belong to one or the other; they are never drawn. */
const withoutEnd = (token: { raw: string }): unknown =>
  JSON.parse(
    JSON.stringify({ ...token, raw: token.raw.trimEnd() }, (_key, value: unknown) =>
      Array.isArray(value) ? value.filter((item: { type?: string } | null) => item?.type !== "def") : value,
    ),
  );

const visible = (text: string) =>
  new Lexer({ gfm: true })
    .lex(text)
    .filter(({ type }) => type !== "space" && type !== "def")
    .map(withoutEnd);

function stream(text: string, step = 1): Parsed {
  let parsed = emptyParsed;
  for (let end = step; end < text.length; end += step) parsed = grow(parsed, text.slice(0, end), true);
  return grow(parsed, text, false);
}

const tokensOf = (parsed: Parsed) =>
  chunksOf(parsed)
    .flat()
    .map(({ token }) => withoutEnd(token));

const SAMPLE = `# Margin

Margin fell from **31.4 %** to *27.9 %*, see [the plan](https://example.org/a?b=1).

- freight
- product mix

  with a second paragraph
1. one
2. two

| Region | Δ |
|---|--:|
| EMEA | **−8.2** |
| APAC | \`-0.5\` |

\`\`\`sql
select region, sum(x)

from t -- **not bold**
\`\`\`
> quoted
> - nested

Setext
------
last line &amp; end
`;

const REFERENCES = `See [the page][1] and [x].\n\nMore text here.\n\nAnd again.\n\n[1]: https://example.org/one\n[x]: <https://example.org/x> "X"\n\nAfter [x].\n`;

test("a message read one character at a time settles into the tokens of a full read", () => {
  for (const text of [SAMPLE, REFERENCES, SAMPLE.replaceAll("\n", "\r\n"), SAMPLE.repeat(20)]) {
    const step = text.length > 5_000 ? 7 : 1;
    expect(tokensOf(stream(text, step))).toEqual(visible(text));
  }
});

test("settled blocks keep their identity while text is added", () => {
  let parsed = grow(emptyParsed, `${SAMPLE}\n\nNext paragraph\nsecond line`, true);
  const first = parsed.settled[0];
  for (let added = 0; added < 100; added++) parsed = grow(parsed, `${parsed.source} word`, true);
  expect(first).toBeDefined();
  expect(parsed.settled[0]).toBe(first);
});

test("what is read again per delta does not grow with the message", () => {
  const long = stream(SAMPLE.repeat(200), 500);
  const streaming = grow(grow(emptyParsed, SAMPLE.repeat(200), true), `${SAMPLE.repeat(200)}tail`, true);
  expect(long.source.length).toBeGreaterThan(50_000);
  expect(streaming.source.length - streaming.consumed).toBeLessThan(SAMPLE.length);
  expect(streaming.settled.length).toBeLessThan(24);
});

const piece = fc.constantFrom(
  "word ",
  "**",
  "*",
  "_",
  "`",
  "```\n",
  "~~",
  "\n",
  "\n\n",
  "- ",
  "1. ",
  "# ",
  "> ",
  "    ",
  "  ",
  "|",
  "a | b\n",
  "|---|---|\n",
  "---\n",
  "===\n",
  "[x]",
  "[x]: https://a.b\n",
  "(https://a.b)",
  "![i]",
  "<b>",
  "</div>\n",
  "<!-- ",
  "&amp;",
  "\\",
  "$5 ",
  "\t",
  "\u202e",
);

test("any growth by one character never throws and ends as a full read", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join("");
      expect(tokensOf(stream(text))).toEqual(visible(text));
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("hostile nesting is shown as text", () => {
  const text = ">".repeat(20_000);
  expect(chunksOf(grow(emptyParsed, text, false)).flat()).toHaveLength(1);
});

test("a text that does not continue the one before is read anew", () => {
  const parsed = grow(grow(emptyParsed, "one\n\ntwo\n\nthree", true), "other", false);
  expect(tokensOf(parsed)).toEqual(visible("other"));
});

test("text made to be slow to read stays plain beyond a number of steps", () => {
  const hostile = "*a **a ".repeat(5_000);
  const [block] = chunksOf(grow(emptyParsed, hostile, true)).flat();
  expect(block?.token).toMatchObject({ type: "paragraph", tokens: [{ type: "text" }] });
});
