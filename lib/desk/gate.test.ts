import { expect, test } from "vitest";
import { classify, readOnly } from "./gate";
import { sqlTokens, type SqlToken } from "./sql-tokens";

function tokens(sql: string): SqlToken[] {
  const pattern = /'(?:[^']|'')*'|"[^"]*"|[A-Za-z_]\w*|\d+|[^\s]/g;
  return [...sql.matchAll(pattern)].map((match) => {
    const text = match[0];
    const kind = text.startsWith("'")
      ? "text"
      : /^["A-Za-z_]/.test(text)
        ? "word"
        : /^\d/.test(text)
          ? "number"
          : "operator";
    return { kind, text, at: match.index };
  });
}

const judge = (sql: string) => classify(sql, tokens(sql));

test.each([
  "drop table x",
  "insert into x values (1)",
  "set a = 1",
  "pragma version",
  "attach 'x'",
  "copy x to 'y'",
  "install httpfs",
  "load x",
  "call f()",
  "explain select 1",
  "begin",
  "( delete from x )",
])("[S60] %s is refused by its first word", (sql) => {
  expect(judge(sql)).toMatchObject({
    ok: false,
    message: expect.stringContaining("Only reading is allowed") as string,
  });
});

test.each(["select 1; select 2", "select 1; drop table x", "; select 1; select 2"])(
  "[S60] %s is refused as several statements",
  (sql) => {
    expect(judge(sql)).toMatchObject({ ok: false, message: "Only one statement at a time." });
  },
);

test.each(["", ";", " ; ; "])("[S60] %j is refused as empty", (sql) => {
  expect(judge(sql)).toMatchObject({ ok: false, message: "The SQL is empty." });
});

test.each([
  "read_text",
  "READ_CSV_AUTO",
  '"read_blob"',
  "glob",
  "parquet_scan",
  "query",
  "enable_logging",
  "checkpoint",
])("[S59] a call of %s is refused", (name) => {
  expect(judge(`select * from ${name}('x')`)).toMatchObject({
    ok: false,
    message: expect.stringContaining("not available") as string,
  });
});

test("[S60] a column that has the name of a refused function is no call", () => {
  expect(judge("select glob, 'read_csv(' from x")).toEqual({
    ok: true,
    sql: "select glob, 'read_csv(' from x",
  });
});

test("[S60] the last semicolon is taken off and semicolons in a text stay", () => {
  expect(judge("select ';' as a ; ;")).toEqual({ ok: true, sql: "select ';' as a " });
});

test("the statement stands on lines of its own, so that a comment at its end hides nothing", () => {
  expect(readOnly("select 1 -- x", "*", "limit 3")).toBe(
    "select * from (\nselect 1 -- x\n) as result limit 3",
  );
});

test("byte offsets of the tokenizer become indexes into the text", () => {
  const sql = "select 'é😀', \"ü\" /* c */ (1);";
  const bytes = (index: number): number => new TextEncoder().encode(sql.slice(0, index)).length;
  const starts = ["select", "'é", ",", '"ü', "(", "1", ")", ";"].map((piece) => sql.indexOf(piece));
  const found = sqlTokens(sql, { offsets: starts.map(bytes), types: [4, 2, 3, 0, 3, 1, 3, 3] });
  expect(found.map((token) => token.at)).toEqual(starts);
  expect(found.map((token) => token.text.trim()).filter((text) => !text.startsWith("1"))).toEqual([
    "select",
    "'é😀'",
    ",",
    '"ü"',
    "(",
    ")",
    ";",
  ]);
});
