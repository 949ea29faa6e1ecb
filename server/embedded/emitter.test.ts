import { expect, test } from "vitest";
import { ResponseEmitter, type OutputChunk } from "./emitter";

function emit(chunks: readonly OutputChunk[], options: { parallel?: boolean; max?: number } = {}) {
  let count = 0;
  const emitter = new ResponseEmitter({
    newId: (prefix) => `${prefix}_${(count += 1)}`,
    parallelToolCalls: options.parallel ?? true,
    maxOutputTokens: options.max ?? null,
  });
  const events = chunks.flatMap((chunk) => emitter.feed(chunk));
  return { emitter, events, types: () => events.map(({ type }) => type.replace("response.", "")) };
}

test("[S23] a streamed call has its deltas joined in done and in its item", () => {
  const { emitter, events, types } = emit([
    { type: "call_start", name: "f", callId: "c" },
    { type: "call_delta", arguments: '{"a"' },
    { type: "call_delta", arguments: ":1}" },
    { type: "call_end" },
  ]);
  expect(types()).toEqual([
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
  ]);
  expect(events[3]).toMatchObject({ arguments: '{"a":1}', item_id: "fc_1", output_index: 0 });
  expect(emitter.output).toEqual([
    {
      ...{ id: "fc_1", type: "function_call", call_id: "c", name: "f" },
      ...{ arguments: '{"a":1}', status: "completed" },
    },
  ]);
});

test("[S22] a call that is cut short is no call: it has no done and is not in the output", () => {
  const { emitter } = emit([
    { type: "call_start", name: "f" },
    { type: "call_delta", arguments: '{"a"' },
  ]);
  expect(emitter.close("incomplete")).toEqual([]);
  expect(emitter.output).toEqual([]);
  expect(emitter.callCount).toBe(0);
});

test("[S26] with parallel calls off the second call, its deltas and a passed custom call are dropped", () => {
  const { emitter } = emit(
    [
      { type: "call_start", name: "f" },
      { type: "call_delta", arguments: "{}" },
      { type: "call_start", name: "g" },
      { type: "call_delta", arguments: "{}" },
      { type: "call_end" },
      { type: "item", item: { type: "custom_tool_call", id: "x", call_id: "y", name: "h", input: "" } },
    ],
    { parallel: false },
  );
  expect(emitter.output.map(({ name }) => name)).toEqual(["f"]);
});

test("[S29] a streamed call that does not fit max_output_tokens is dropped", () => {
  const { emitter } = emit(
    [
      { type: "call_start", name: "f" },
      { type: "call_delta", arguments: JSON.stringify({ words: "one two three four five six seven" }) },
      { type: "call_end" },
    ],
    { max: 4 },
  );
  expect(emitter.full).toBe(true);
  emitter.close("incomplete");
  expect(emitter.output).toEqual([]);
});

test("text, a refusal and annotations are parts of one message", () => {
  const annotation = { type: "url_citation", url: "https://a.example", start_index: 0, end_index: 1 };
  const { emitter, events, types } = emit([
    { type: "text", text: "a" },
    { type: "annotation", annotation },
    { type: "refusal", text: "no" },
    { type: "message_end" },
  ]);
  expect(types()).toEqual([
    "output_item.added",
    "content_part.added",
    "output_text.delta",
    "output_text.annotation.added",
    "output_text.done",
    "content_part.done",
    "content_part.added",
    "refusal.delta",
    "refusal.done",
    "content_part.done",
    "output_item.done",
  ]);
  expect(events[3]).toMatchObject({ annotation, annotation_index: 0, content_index: 0 });
  expect(events[8]).toMatchObject({ refusal: "no", content_index: 1 });
  expect(emitter.output[0]?.content).toEqual([
    { type: "output_text", text: "a", annotations: [annotation], logprobs: [] },
    { type: "refusal", refusal: "no" },
  ]);
});

test("thoughts themselves are content, their summary is not, and each list has its own index", () => {
  const { emitter, events } = emit([
    { type: "reasoning_text", text: "raw" },
    { type: "reasoning", text: "one" },
    { type: "part_end" },
    { type: "reasoning", text: "two" },
    { type: "fields", fields: { encrypted_content: "sealed", id: "not mine", type: "nor this" } },
    { type: "reasoning_end" },
  ]);
  expect(emitter.output).toEqual([
    {
      ...{ id: "rs_1", type: "reasoning", status: "completed", encrypted_content: "sealed" },
      content: [{ type: "reasoning_text", text: "raw" }],
      summary: [
        { type: "summary_text", text: "one" },
        { type: "summary_text", text: "two" },
      ],
    },
  ]);
  const deltas = events.filter(({ type }) => type.endsWith(".delta"));
  expect(
    deltas.map(({ type, content_index, summary_index }) => [type, content_index, summary_index]),
  ).toEqual([
    ["response.reasoning_text.delta", 0, undefined],
    ["response.reasoning_summary_text.delta", undefined, 0],
    ["response.reasoning_summary_text.delta", undefined, 1],
  ]);
});

test("an item of another type passes through, with an id where it has none", () => {
  const search = { type: "web_search_call", status: "completed", action: { query: "q" } };
  const { emitter, events } = emit([
    { type: "text", text: "a" },
    { type: "item", item: search },
  ]);
  expect(emitter.output).toMatchObject([{ type: "message" }, { ...search, id: "web_search_call_2" }]);
  expect(events.at(-2)).toMatchObject({ output_index: 1, item: { status: "in_progress" } });
  expect(events.at(-1)).toMatchObject({ type: "response.output_item.done", item: { status: "completed" } });
});

test("[S21] whatever the chunks, the numbers rise by one from 0", () => {
  const { events } = emit([
    { type: "reasoning", text: "r" },
    { type: "call", name: "f", arguments: "{}" },
    { type: "text", text: "t" },
    { type: "message_end" },
  ]);
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at));
});
