import { expect, test } from "vitest";
import { itemsText } from "./chain";
import { Exchange } from "./exchange";
import { readEvent } from "./read-event";
import type { Step } from "./exchange";

function stepsOf(...events: Record<string, unknown>[]): Step[] {
  const exchange = new Exchange(null);
  const all = [{ type: "response.created", response: { id: "resp_1" } }, ...events];
  return all
    .flatMap((event) => {
      const read = readEvent(JSON.stringify(event));
      return read ? exchange.read(read) : [];
    })
    .filter(({ type }) => type !== "started");
}

const added = (type: string) => ({
  type: "response.output_item.added",
  output_index: 0,
  item: { type, id: "x_1", status: "in_progress" },
});

test.each([
  ["web_search_call", "response.web_search_call.searching", "searching"],
  ["file_search_call", "response.file_search_call.searching", "searching"],
  ["code_interpreter_call", "response.code_interpreter_call.interpreting", "interpreting"],
  ["image_generation_call", "response.image_generation_call.generating", "generating"],
  ["image_generation_call", "response.image_generation_call.partial_image", "generating"],
  ["compaction", "response.compaction.compacting", "compacting"],
])("C12 %s tells that it is %s", (type, event, progress) => {
  expect(stepsOf(added(type), { type: event, item_id: "x_1", partial_image_b64: "A".repeat(50) })).toEqual([
    { type: "item_added", index: 0, kind: "hosted", name: type },
    { type: "item_progress", index: 0, progress },
  ]);
});

test("C12 progress of another item, of no item and of a message is passed over", () => {
  const event = { type: "response.web_search_call.searching" };
  expect(stepsOf(added("message"), { ...event, output_index: 0 })).toHaveLength(1);
  expect(stepsOf(added("web_search_call"), { ...event, item_id: "other" })).toHaveLength(1);
  expect(stepsOf(added("web_search_call"), { ...event, output_index: 0, item_id: "other" })).toHaveLength(1);
  expect(stepsOf(added("web_search_call"), event)).toHaveLength(1);
});

test("C12 code and arguments of hosted calls stream as text", () => {
  const code = { type: "response.code_interpreter_call_code.delta", output_index: 0, delta: "print(" };
  expect(stepsOf(added("code_interpreter_call"), code)[1]).toEqual({
    type: "item_delta",
    index: 0,
    text: "print(",
  });
  const args = { type: "response.mcp_call_arguments.delta", item_id: "x_1", delta: '{"q"' };
  expect(stepsOf(added("mcp_call"), args)[1]).toMatchObject({ type: "item_delta", text: '{"q"' });
});

test("C19 U23 a replayed request for approval keeps the id that its answer names; what the provider did itself loses only its id", () => {
  const request = { type: "mcp_approval_request", id: "mcpr_1", name: "read", arguments: "{}" };
  const search = { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search" } };
  const failed = { type: "mcp_call", id: "mcp_1", status: "failed", error: "gone" };
  expect(JSON.parse(`[${itemsText([request, search, failed])}]`)).toEqual([
    request,
    { type: "web_search_call", status: "completed", action: { type: "search" } },
    { type: "mcp_call", status: "failed", error: "gone" },
  ]);
});

test("[ITEM-5] C19 an item of an unknown type goes back byte for byte, its id and status included", () => {
  const unknown = { type: "hologram_call", id: "h_1", status: "completed", depth: [1, { of: "field" }] };
  expect(itemsText([unknown])).toBe(JSON.stringify(unknown));
});

test.each(["message", "reasoning", "function_call", "function_call_output"])(
  "C19 U23 a replayed %s names neither its id nor its status",
  (type) => {
    expect(JSON.parse(itemsText([{ type, id: "x_1", status: "completed", content: [] }]))).toEqual({
      type,
      content: [],
    });
  },
);

test("C12 an item whose fields have unknown forms is read, and goes back as it came", () => {
  const odd = {
    type: "tool_search_call",
    id: "ts_1",
    status: "completed",
    name: 7,
    arguments: { goal: ["x"] },
  };
  const read = stepsOf({ type: "response.output_item.done", output_index: 0, item: odd })[1];
  expect(read).toMatchObject({ type: "item_done", kind: "other", item: { type: "tool_search_call" } });
  if (read?.type !== "item_done") throw new Error("unreachable");
  expect(itemsText([read.item])).toBe(JSON.stringify(odd));
  const ended = {
    type: "response.completed",
    response: { id: "resp_1", output: [odd, { ...odd, id: "ts_2" }] },
  };
  expect(stepsOf(ended).filter(({ type }) => type === "item_done")).toHaveLength(2);
});

test.each(["function_call", "message", "reasoning", "mcp_approval_request"])(
  "C12 a %s with a name that is no text is not read",
  (type) => {
    const item = { type, name: 7 };
    expect(stepsOf({ type: "response.output_item.done", output_index: 0, item })).toEqual([]);
  },
);
