import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SseParser, SseTooLarge, type SseEvent } from "./sse";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(chunks: readonly Uint8Array[], maxEventBytes?: number): SseEvent[] {
  const parser = new SseParser(maxEventBytes);
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

const readText = (text: string): SseEvent[] => read([bytes(text)]);

test.each([
  ["an event with a name", "event: delta\ndata: x\n\n", [{ event: "delta", data: "x" }]],
  ["several data lines", "data: a\ndata:b\ndata\n\n", [{ event: null, data: "a\nb\n" }]],
  [
    "CRLF",
    "event: e\r\ndata: x\r\n\r\ndata: y\r\n\r\n",
    [
      { event: "e", data: "x" },
      { event: null, data: "y" },
    ],
  ],
  [
    "lone CR",
    "data: x\r\rdata: y\r\r",
    [
      { event: null, data: "x" },
      { event: null, data: "y" },
    ],
  ],
  [
    "comments, ids and retry times",
    ": ping\n\nid: 7\nretry: 10\ndata: x\n\n:\n\n",
    [{ event: null, data: "x" }],
  ],
  ["one space behind the colon", "data:  x\n\n", [{ event: null, data: " x" }]],
  ["empty data", "data:\n\n", [{ event: null, data: "" }]],
  ["a byte order mark", "\uFEFFdata: x\n\n", [{ event: null, data: "x" }]],
  ["an event without data", "event: e\n\ndata: x\n\n", [{ event: null, data: "x" }]],
  [
    "a last event without its blank line",
    "data: x\n\ndata: y",
    [
      { event: null, data: "x" },
      { event: null, data: "y" },
    ],
  ],
  ["nothing", "", []],
])("%s reads as the standard says", (_case, text, events) => {
  expect(readText(text)).toEqual(events);
});

test("events come as soon as their blank line is there", () => {
  const parser = new SseParser();
  expect(parser.push(bytes("data: x\n"))).toEqual([]);
  expect(parser.push(bytes("\ndata: y"))).toEqual([{ event: null, data: "x" }]);
  expect(parser.end()).toEqual([{ event: null, data: "y" }]);
});

test("where the bytes are cut makes no difference, within characters and line ends too", () => {
  const line = fc.constantFrom("data: ü😀", "data", "event: e", ": c", "x", "", "data:{}");
  const stream = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")), { maxLength: 20 });
  fc.assert(
    fc.property(stream, fc.array(fc.nat(7), { maxLength: 60 }), (lines, sizes) => {
      const text = lines.flat().join("");
      const whole = bytes(text);
      const chunks: Uint8Array[] = [];
      let from = 0;
      for (const size of sizes) {
        chunks.push(whole.subarray(from, from + size));
        from += size;
      }
      chunks.push(whole.subarray(from));
      expect(read(chunks)).toEqual(readText(text));
    }),
    { seed: 7 },
  );
});

test("a CRLF cut in two by an empty chunk is one line end", () => {
  const chunks = ["data: a\r", "", "\ndata: b\n\n"].map(bytes);
  expect(read(chunks)).toEqual([{ event: null, data: "a\nb" }]);
});

test("a chunk that its owner fills again changes nothing", () => {
  const parser = new SseParser();
  const chunk = bytes("data: abc");
  parser.push(chunk);
  chunk.fill(0);
  expect(parser.push(bytes("\n\n"))).toEqual([{ event: null, data: "abc" }]);
});

describe("the bound", () => {
  test("an event of exactly the bound is read", () => {
    expect(read([bytes("data: 1234\n\n")], 10)).toEqual([{ event: null, data: "1234" }]);
  });
  test.each([
    ["a line that does not end", ["data: 12", "345"]],
    ["many lines", ["data: 1\n", "data: 2\n"]],
    ["a comment", [`:${"x".repeat(10)}`]],
  ])("%s beyond it throws", (_case, texts) => {
    expect(() => read(texts.map(bytes), 10)).toThrow(SseTooLarge);
  });
  test("it holds for one event, not for the stream", () => {
    expect(read([bytes("data: 1234\n\n".repeat(1000))], 10)).toHaveLength(1000);
  });
});

test("a large event in small pieces is read in linear time", () => {
  const parser = new SseParser();
  const piece = bytes("x".repeat(1000));
  parser.push(bytes("data: "));
  for (let at = 0; at < 10_000; at += 1) parser.push(piece);
  expect(parser.push(bytes("\n\n"))[0]?.data).toHaveLength(10_000_000);
});
