import type * as Encoding from "gpt-tokenizer/encoding/o200k_base";
import { beforeEach, expect, test, vi } from "vitest";
import { countText, TokenMeter } from "./tokens";

/** What the tokenizer was given: its work grows with the square of a text that has no break. */
const given = vi.hoisted(() => ({ longest: 0, characters: 0, texts: 0 }));

vi.mock("gpt-tokenizer/encoding/o200k_base", async (original) => {
  const encoding = await original<typeof Encoding>();
  const note = (text: string): void => {
    given.longest = Math.max(given.longest, text.length);
    given.characters += text.length;
    given.texts += 1;
  };
  return {
    ...encoding,
    encode: (text: string, options: object) => {
      note(text);
      return encoding.encode(text, options);
    },
    countTokens: (text: string, options: object) => {
      note(text);
      return encoding.countTokens(text, options);
    },
  };
});

const LENGTH = 200_000;
const letters = "abcdefghij".repeat(LENGTH / 10);

beforeEach(() => {
  Object.assign(given, { longest: 0, characters: 0, texts: 0 });
});

test("[S10] a run of 200,000 letters is taken in pieces, each given to the tokenizer a few times at most", () => {
  const meter = new TokenMeter();
  expect(meter.take(letters, LENGTH)).toEqual({ text: letters, full: false });
  expect(given.longest).toBeLessThanOrEqual(2048);
  expect(given.characters).toBeLessThan(5 * LENGTH);
});

test("[S10] a limit that is reached early ends the work early", () => {
  const meter = new TokenMeter();
  const { text, full } = meter.take(letters, 100);
  expect([full, letters.startsWith(text), text.length > 0]).toEqual([true, true, true]);
  expect(meter.total).toBeLessThanOrEqual(100);
  expect(given.characters).toBeLessThan(20_000);
});

test("[S10] counting a long text lets the event loop turn", async () => {
  let textsAtFirstTurn = Infinity;
  setImmediate(() => {
    textsAtFirstTurn = given.texts;
  });
  await countText(letters);
  expect(textsAtFirstTurn).toBeLessThan(given.texts / 2);
});
