import { expect, test } from "vitest";
import { coalesce } from "./coalesce";
import type { Input } from "./input";

const delta = (index: number, text: string, at: number, key = "t1.0"): Input => ({
  type: "upstream",
  event: { type: "item_delta", key, index, text },
  at,
});

test("neighbouring deltas of one item become one, with the time of each", () => {
  const merged = coalesce([delta(0, "He", 10), delta(0, "llo", 14)]);
  expect(merged).toEqual([
    {
      type: "upstream",
      event: { type: "item_delta", key: "t1.0", index: 0, text: "Hello" },
      pieces: [
        [10, 2],
        [14, 3],
      ],
      at: 14,
    },
  ]);
});

test("an input between two deltas, another item or another response keeps them apart", () => {
  const timer: Input = { type: "timer", key: "turn:t1", at: 11 };
  const inputs = [delta(0, "a", 10), timer, delta(0, "b", 12), delta(1, "c", 13), delta(1, "d", 14, "t1.1")];
  const texts = coalesce(inputs).map((input) =>
    input.type === "upstream" && input.event.type === "item_delta" ? input.event.text : input.type,
  );
  expect(texts).toEqual(["a", "timer", "b", "c", "d"]);
});
