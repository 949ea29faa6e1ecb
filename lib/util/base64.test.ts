import { expect, test } from "vitest";
import { base64Bytes, base64Decoded, base64Head, isBase64 } from "./base64";
import { sniffType } from "./media-type";

const encoded = (bytes: readonly number[]): string => Buffer.from(bytes).toString("base64");

test("base64 is judged, measured and read as Buffer reads it", () => {
  for (const length of [0, 1, 2, 3, 16, 17, 1_000]) {
    const bytes = Array.from({ length }, (_none, at) => (at * 7) % 256);
    const text = encoded(bytes);
    expect(isBase64(text)).toBe(true);
    expect(base64Bytes(text)).toBe(length);
    expect([...base64Head(text, 16)]).toEqual(bytes.slice(0, 16));
    expect([...(base64Decoded(text) ?? [])]).toEqual(bytes);
  }
});

test.each(["abc", "ab==cd==", "ab=c", "a b c d ", "ab\ncdef=", "abc-", "===="])(
  "%j is not base64",
  (text) => {
    expect(isBase64(text)).toBe(false);
    expect(base64Decoded(text)).toBeNull();
  },
);

test.each([
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]],
  ["image/jpeg", [0xff, 0xd8, 0xff, 0xe0]],
  ["image/webp", [...Buffer.from("RIFF\0\0\0\0WEBPVP8 ")]],
  ["image/gif", [...Buffer.from("GIF89a")]],
  ["application/pdf", [...Buffer.from("%PDF-1.7")]],
  [null, [...Buffer.from("<svg xmlns=")]],
  [null, [...Buffer.from("RIFF\0\0\0\0WAVE")]],
  [null, [0x89, 0x50]],
  [null, []],
])("the first bytes tell %s", (type, bytes) => {
  expect(sniffType(Uint8Array.from(bytes))).toBe(type);
});
