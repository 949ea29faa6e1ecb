import { expect, test } from "vitest";
import { contextText, shareOf } from "./context-use";

test("the meter says tokens, the window and the share, and no share where the window is not known", () => {
  expect(contextText({ tokens: 12_000, window: 128_000 })).toBe("12k of 128k tokens (9 %)");
  expect(contextText({ tokens: 12_345, window: null })).toBe("12.3k tokens");
  expect(contextText({ tokens: null, window: 128_000 })).toBe("counted with the next answer");
});

test("a share is never more than the whole", () => {
  expect(shareOf({ tokens: 130, window: 100 })).toBe(1);
  expect(shareOf({ tokens: 130, window: null })).toBeNull();
});
