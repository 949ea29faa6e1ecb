import { expect, test } from "vitest";
import type { Entry } from "../../lib/session/state";
import { liveKey, liveShapes, partsOf } from "./turn-parts";

const tool = (n: number): Entry => ({
  kind: "tool_call",
  itemId: `i${n}`,
  responseId: "r1",
  callId: `c${n + 1}`,
});
const message = (n: number, text = "hello"): Entry => ({
  kind: "message",
  itemId: `i${n}`,
  responseId: "r1",
  text,
});
const thought = (n: number): Entry => ({
  kind: "reasoning",
  itemId: `i${n}`,
  responseId: "r1",
  text: "so",
  ms: 9,
});

const shape = (entries: Entry[], live = "") =>
  partsOf(entries, liveShapes(live)).map((part) => (part.kind === "tools" ? part.rows.length : part.kind));

test("consecutive calls are one list, in the order of the log", () => {
  expect(shape([message(1), tool(2), tool(3), message(4), tool(5)])).toEqual(["message", 2, "message", 1]);
});

test("a thought between calls does not tear their list apart", () => {
  expect(shape([thought(1), tool(2), thought(3), tool(4), message(5)])).toEqual(["reasoning", 3, "message"]);
});

test("an empty message does not part two lists", () => {
  expect(shape([tool(1), message(2, " \n"), tool(3)])).toEqual([2]);
});

test("live items keep their place and their key while their text grows", () => {
  const item = {
    itemId: "i9",
    responseId: "r1",
    kind: "message" as const,
    name: null,
    addedAt: 0,
    progress: null,
    proposed: null,
    questions: [],
  };
  const before = liveKey(new Map([["i9", { ...item, text: "a" }]]));
  const after = liveKey(new Map([["i9", { ...item, text: "a longer text" }]]));
  expect(after).toBe(before);
  expect(shape([tool(1)], after)).toEqual([1, "message"]);
  expect(
    liveShapes(liveKey(new Map([["i9", { ...item, kind: "tool_call", name: "run_sql", text: "" }]]))),
  ).toEqual([{ itemId: "i9", kind: "tool_call", name: "run_sql" }]);
});
