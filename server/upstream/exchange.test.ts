import { expect, test } from "vitest";
import { Exchange, type Previous, type Step } from "./exchange";
import { readEvent } from "./read-event";
import { answer, begun, callItem, ended, itemFrames, messageItem } from "./testing/reply";

function steps(frames: readonly unknown[], previous: Previous | null = null): Step[] {
  const exchange = new Exchange(previous);
  return frames.flatMap((frame) => {
    const event = readEvent(typeof frame === "string" ? frame : JSON.stringify(frame));
    return event === null ? [] : [...exchange.read(event)];
  });
}

const types = (all: readonly Step[]): string[] => all.map(({ type }) => type);

test("[C12][F64] malformed and unknown frames are ignored wherever they stand", () => {
  const junk: unknown[] = [
    "",
    "{",
    "null",
    "[1]",
    `"text"`,
    { type: 7 },
    { type: "__proto__" },
    { type: "response.a_new_kind", output_index: 0 },
    { type: "response.output_text.delta", output_index: "0", delta: "x" },
    { type: "response.output_text.delta", output_index: 0, delta: 5 },
    { type: "response.output_text.delta", output_index: -1, delta: "x" },
    { type: "response.output_item.added", output_index: 0, item: null },
    { type: "response.output_item.done", output_index: 0, item: { type: 4 } },
    { type: "response.created", response: {} },
  ];
  const clean = answer("r", [messageItem("r", "good day")]);
  expect(steps(clean.flatMap((frame) => [...junk, frame]))).toEqual(steps(clean));
});

test("[C13] a terminal event without output is filled from the items that were done", () => {
  const item = callItem("r", { name: "look", arguments: "{}" });
  for (const output of [undefined, null, [], "broken"]) {
    const all = steps([begun("r"), ...itemFrames(item, 0), ended("r", "completed", { output })]);
    expect(all.at(-1)).toMatchObject({ type: "done", output: [item] });
  }
});

test("[C13] items that only the terminal event holds are announced before done", () => {
  const output = [messageItem("r", "hi"), callItem("r", { name: "look", arguments: "{}" })];
  const all = steps([begun("r"), ended("r", "completed", { output })]);
  expect(types(all)).toEqual(["started", "item_added", "item_done", "item_added", "item_done", "done"]);
});

test("[C13] items that only an incomplete response's end holds are finished, but for a call, which did not come to be", () => {
  const half = { ...messageItem("r", "half of"), status: "incomplete" };
  const cut = { ...callItem("r", { name: "look", arguments: '{"n":' }), status: "incomplete" };
  for (const reason of ["max_output_tokens", "steered"]) {
    const added = itemFrames(half, 0).slice(0, 2);
    const more = { output: [half, cut], incomplete_details: { reason } };
    const all = steps([begun("r"), ...added, ended("r", "incomplete", more)]);
    expect(types(all)).toEqual(["started", "item_added", "item_delta", "item_done", "done"]);
    expect(all.at(-1)).toMatchObject({ status: "incomplete", reason, output: [half] });
  }
});

test("[C13] the terminal copy of an item wins over the earlier one", () => {
  const early = { type: "reasoning", id: "rs", summary: [], encrypted_content: "one" };
  const late = { ...early, encrypted_content: "two" };
  const done = { type: "response.output_item.done", output_index: 0, item: early };
  expect(steps([begun("r"), done, ended("r", "completed", { output: [late] })]).at(-1)).toMatchObject({
    output: [late],
  });
});

test("[C14] completed, incomplete, failed, done and error each end the response once", () => {
  const endings: [unknown, string][] = [
    [ended("r", "completed"), "done"],
    [ended("r", "incomplete"), "done"],
    [ended("r", "failed"), "failed"],
    [{ type: "response.done", response: { id: "r", status: "completed" } }, "done"],
    [{ type: "response.done", response: { id: "r", status: "cancelled" } }, "failed"],
    [{ type: "response.completed" }, "done"],
    [{ type: "error", code: "x", message: "flat" }, "failed"],
  ];
  for (const [frame, type] of endings) expect(types(steps([begun("r"), frame]))).toEqual(["started", type]);
});

test("[C16] [U16] [F64] items, deltas and ends of another response are dropped", () => {
  const stray = [begun("old"), ...itemFrames(messageItem("old", "stale text"), 0), ended("old", "completed")];
  const fresh = answer("new", [messageItem("new", "fresh")]);
  expect(steps([...stray, ...fresh], { id: "old", items: new Set() })).toEqual(steps(fresh));
  const [first, ...rest] = fresh;
  expect(steps([first, ended("old", "failed"), ...rest])).toEqual(steps(fresh));
  const delta = { type: "response.output_text.delta", output_index: 0, item_id: "msg_old", delta: "stale" };
  expect(steps([...fresh.slice(0, 2), delta, ...fresh.slice(2)])).toEqual(steps(fresh));
});

test("refusals and reasoning summaries are deltas of their items, found by id where no index is given", () => {
  const all = steps([
    begun("r"),
    { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "rs" } },
    { type: "response.reasoning_summary_text.delta", item_id: "rs", delta: "thinking" },
    {
      type: "response.output_item.added",
      output_index: 1,
      item: { type: "message", id: "m", role: "assistant" },
    },
    { type: "response.refusal.delta", output_index: 1, item_id: "m", delta: "no" },
  ]);
  expect(all.filter(({ type }) => type === "item_delta")).toEqual([
    { type: "item_delta", index: 0, text: "thinking" },
    { type: "item_delta", index: 1, text: "no" },
  ]);
});

test("broken usage is left out and ends nothing differently", () => {
  expect(
    steps([begun("r"), ended("r", "completed", { usage: { input_tokens: "many" } })]).at(-1),
  ).toMatchObject({
    type: "done",
    usage: null,
  });
});

test("[F65] an item of the response before that is told late does not end the item at its place", () => {
  const late = itemFrames(messageItem("first", "good day"), 0);
  const call = callItem("second", { name: "look", arguments: "{}" });
  const [added, ...rest] = itemFrames(call, 0);
  const frames = [begun("second"), added, ...late, ...rest, ended("second", "completed", { output: [call] })];
  const all = steps(frames, { id: "first", items: new Set(["msg_first"]) });
  expect(types(all)).toEqual(["started", "item_added", "item_delta", "item_delta", "item_done", "done"]);
  expect(all.at(-2)).toMatchObject({ kind: "tool_call", item: call });
});
