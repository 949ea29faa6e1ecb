import { expect, test } from "vitest";
import { prettyJson, shownArguments } from "./call-arguments";
import { formatSql } from "./format-sql";

test("a one-line statement gets a line for each clause and loses nothing", () => {
  const sql =
    "select a, count(*) from (select * from t where x = 'a from b') left join u using (id) where y group by a order by 2";
  const shown = formatSql(sql);
  expect(shown.split("\n")).toEqual([
    "select a, count(*)",
    "from (select * from t where x = 'a from b')",
    "left join u using (id)",
    "where y",
    "group by a",
    "order by 2",
  ]);
  expect(shown.replace(/\s+/g, " ")).toBe(sql);
});

test("a statement with lines of its own is left alone", () => {
  expect(formatSql(" select 1\n  from t ")).toBe("select 1\n  from t");
});

test("every argument is shown, also when they are no object", () => {
  expect(shownArguments('{"sql":"select 1","limit":3}')).toEqual([
    { name: "sql", language: "sql", text: "select 1" },
    { name: "limit", language: "json", text: "3" },
  ]);
  expect(shownArguments("[1")).toEqual([{ name: "arguments", language: "text", text: "[1" }]);
});

test("code of a model is shown as code, with the lines that it has", () => {
  expect(shownArguments(JSON.stringify({ code: "const a = 1;\nreturn a;" }))).toEqual([
    { name: "code", language: "javascript", text: "const a = 1;\nreturn a;" },
  ]);
});

test("results keep short values on one line", () => {
  expect(prettyJson('{"rows":[[1,2],[3,4]]}').text).toBe('{"rows":[[1,2],[3,4]]}');
  const long = prettyJson(
    JSON.stringify({
      rows: [
        ["a".repeat(60), 1],
        ["b".repeat(60), 2],
      ],
    }),
  );
  expect(long.text.split("\n")).toHaveLength(6);
  expect(prettyJson("plain").language).toBe("text");
});
