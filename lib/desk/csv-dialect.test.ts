import { expect, test } from "vitest";
import { badRecord, csvDialect, readRecord } from "./csv-dialect";

test.each([
  ["a,b\n1,2\n", ",", true],
  ["a;b\n1,5;2\n", ";", true],
  ["a\tb\n", "\t", true],
  ["1,2\n3,4\n", ",", false],
  ['"x, y",b|c\n', ",", true],
  ["name\nann\n", ",", true],
])("the dialect of %j is found", (text, delimiter, header) => {
  expect(csvDialect(text)).toEqual({ delimiter, header });
});

test("quoted cells hold delimiters, line ends and doubled quotes", () => {
  const text = '"a,""b""\nc",2\r\nnext';
  expect(readRecord(text, 0, ",")).toEqual({
    cells: ['a,"b"\nc', "2"],
    end: text.indexOf("next"),
    open: false,
  });
});

test("the first record with another number of cells is named with its line", () => {
  expect(badRecord('a,b\n"x\ny",2\n\n3,4,5\n', ",")).toBe("line 5 has 3 cells, the first line has 2");
  expect(badRecord('a,b\n1,"2\n3,4\n', ",")).toBe("line 2: a quote is opened and never closed");
  expect(badRecord("a,b\n1,2", ",")).toBeUndefined();
});

test("a long text of quotes is read in one pass", () => {
  const started = performance.now();
  badRecord('a,b\n"' + '""'.repeat(500_000), ",");
  expect(performance.now() - started).toBeLessThan(2_000);
});
