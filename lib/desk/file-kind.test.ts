import { expect, test } from "vitest";
import { fileKind, wrongContent } from "./file-kind";
import { asUtf8, decodeText } from "./text-encoding";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("the kind follows the name, and size and emptiness are checked before reading", () => {
  expect(fileKind("A.CSV", 1)).toEqual({ ok: true, kind: "csv" });
  expect(fileKind("a.jsonl", 1)).toEqual({ ok: true, kind: "ndjson" });
  expect(fileKind("a.xlsx", 1)).toMatchObject({ ok: false });
  expect(fileKind("a.csv", 0)).toEqual({ ok: false, message: "a.csv is empty (0 bytes)." });
  expect(fileKind("a.csv", 600 * 1_048_576)).toEqual({
    ok: false,
    message: "a.csv is 600 MB; csv files may have 512 MB.",
  });
});

test.each([
  ["csv", "PAR1", "a Parquet file"],
  ["json", "PK\u0003\u0004", "a ZIP or Excel file"],
  ["csv", "%PDF-1.7", "a PDF file"],
  ["csv", '[{"a":1}]', "looks like JSON"],
  ["tsv", " <html>", "is a web page"],
  ["csv", "a\u0000b", "byte 1 is 0"],
  ["parquet", "a,b", 'byte 0 should start with "PAR1"'],
] as const)("a %s file that starts with %j is told apart", (kind, text, message) => {
  expect(wrongContent("f", kind, bytes(text))).toContain(message);
});

test.each(["a,b\n1,2", "[a],b\n", "\u00e9t\u00e9;x"])("%j is taken for CSV", (text) => {
  expect(wrongContent("f.csv", "csv", bytes(text))).toBeUndefined();
});

test("UTF-16 and Windows-1252 become UTF-8, and UTF-8 is not copied", () => {
  const plain = bytes("été");
  expect(asUtf8(plain)).toBe(plain);
  expect(decodeText(new Uint8Array([0xe9, 0x74, 0xe9]))).toBe("été");
  expect(new TextDecoder().decode(asUtf8(new Uint8Array([0xff, 0xfe, 0xe9, 0x00])))).toBe("é");
  expect(wrongContent("f.csv", "csv", new Uint8Array([0xff, 0xfe, 0x61, 0x00]))).toBeUndefined();
});
