import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { countItems, countText, TokenMeter } from "./tokens";

const prose = "The quick brown fox jumps over the lazy dog, 12345 times in EMEA. ".repeat(300);

test("long text counts as it does in one piece", async () => {
  expect(await countText(prose)).toBe(countTokens(prose));
});

test("a meter fed in pieces agrees with the whole", () => {
  const meter = new TokenMeter();
  for (let at = 0; at < prose.length; at += 7) meter.add(prose.slice(at, at + 7));
  expect(meter.total).toBe(countTokens(prose));
});

test("a special token's spelling is plain text", async () => {
  expect(await countText("<|endoftext|>")).toBeGreaterThan(1);
});

test("take stops at the limit and inside no character", () => {
  const meter = new TokenMeter();
  expect(meter.take("one two three", 2)).toEqual({ text: "one two", full: true });
  const other = new TokenMeter();
  const { text } = other.take("🧑🏽‍🚀🧑🏽‍🚀", 1);
  expect("🧑🏽‍🚀🧑🏽‍🚀".startsWith(text)).toBe(true);
  expect(other.total).toBeLessThanOrEqual(1);
});

test("messages, calls, outputs and unknown items all count", async () => {
  const items = [
    { role: "user", content: "hello" },
    { type: "function_call", name: "f", arguments: "{}" },
    { type: "function_call_output", output: "done" },
    { type: "from_the_future", payload: "x" },
  ];
  for (const item of items) expect(await countItems([item])).toBeGreaterThan(0);
});
