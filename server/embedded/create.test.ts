import { expect, test } from "vitest";
import { errorOf, responseOf } from "./testing/client";
import { output, script, startServer } from "./testing/server";

const hi = script([{ say: "hi" }], [{ say: "again" }]);
const say = { type: "message", role: "user", content: "more" };

test("[S11] fields nested under response are not read", async () => {
  const client = await (await startServer()).connect();
  client.send({ type: "response.create", response: { model: "scripted", input: hi } });
  expect(errorOf(await client.next())).toMatchObject({ code: "missing_required_parameter", param: "model" });
});

test("[S12] stream true and false are tolerated", async () => {
  const client = await (await startServer()).connect();
  for (const stream of [true, false]) expect((await client.create({ stream, input: hi })).text).toBe("hi");
});

test("[S13] background true is refused by name, false and null are tolerated", async () => {
  const client = await (await startServer()).connect();
  const { end } = await client.create({ background: true, input: hi });
  expect(end).toMatchObject({ type: "error", status: 400, error: { param: "background" } });
  for (const background of [false, null])
    expect((await client.create({ background, input: hi })).text).toBe("hi");
});

test("[S14] store is true when omitted, and the response says so", async () => {
  const client = await (await startServer()).connect();
  expect(responseOf((await client.create({ input: hi })).end).store).toBe(true);
  expect(responseOf((await client.create({ input: hi, store: false })).end).store).toBe(false);
});

test("[S15] a string input is one user message", async () => {
  const client = await (await startServer()).connect();
  const text = script([{ context: true }]);
  const { text: said } = await client.create({ input: text });
  expect(JSON.parse(said)).toEqual([{ type: "message", role: "user", text }]);
});

test("[S16] previous_response_id together with conversation is refused, with conversation null it is not", async () => {
  const client = await (await startServer()).connect();
  for (const conversation of ["conv_1", { id: "conv_1" }]) {
    const { id } = await client.create({ store: true, input: hi });
    const { end } = await client.create({ previous_response_id: id, conversation, input: [say] });
    expect(end).toMatchObject({
      ...{ type: "error", status: 400 },
      error: { type: "invalid_request_error", param: "conversation" },
    });
    const { text } = await client.create({ previous_response_id: id, conversation: null, input: [say] });
    expect(text).toBe("again");
  }
});

test("[S17] a continuation sees previous input, previous output, new input", async () => {
  const client = await (await startServer()).connect();
  const text = script([{ reason: "r" }, { say: "one" }], [{ context: true }]);
  const { id } = await client.create({ store: false, input: text });
  const { text: said } = await client.create({ store: false, previous_response_id: id, input: [say] });
  expect(JSON.parse(said)).toEqual([
    { type: "message", role: "user", text },
    { type: "reasoning", text: "r" },
    { type: "message", role: "assistant", text: "one" },
    { type: "message", role: "user", text: "more" },
  ]);
});

test("[S18] settings of the previous response are not applied unless resent", async () => {
  const client = await (await startServer()).connect();
  const tools = [{ type: "function", name: "f", parameters: null, strict: null }];
  const first = await client.create({ instructions: "I", tools, max_output_tokens: 50, input: hi });
  expect(responseOf(first.end)).toMatchObject({ instructions: "I", tools, max_output_tokens: 50 });
  const second = await client.create({ previous_response_id: first.id, input: [say] });
  expect(responseOf(second.end)).toMatchObject({ instructions: null, tools: [], max_output_tokens: null });
});

test("[S19] reasoning, compaction and unknown items do not break a request", async () => {
  const client = await (await startServer()).connect();
  const input = [
    { role: "user", content: hi },
    { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "abc" },
    { type: "compaction", encrypted_content: "abc" },
    { type: "from_the_future", payload: { a: 1 } },
    say,
  ];
  expect((await client.create({ input })).text).toBe("again");
});

test.each([
  ["input", { input: 7 }, "input"],
  ["item", { input: ["x"] }, "input[0]"],
  ["formless item", { input: [{}] }, "input[0]"],
  ["model", { model: 3 }, "model"],
  ["tools", { tools: "all" }, "tools"],
  ["store", { store: "yes" }, "store"],
  ["generate", { generate: 1 }, "generate"],
  ["max_output_tokens", { max_output_tokens: -1 }, "max_output_tokens"],
  ["previous_response_id", { previous_response_id: 5 }, "previous_response_id"],
  ["metadata", { metadata: { a: 1 } }, "metadata.a"],
  ["tool_choice", { tool_choice: 7 }, "tool_choice"],
  ["tool_choice without a type", { tool_choice: { name: "f" } }, "tool_choice"],
  ["prompt_cache_key", { prompt_cache_key: {} }, "prompt_cache_key"],
  ["safety_identifier", { safety_identifier: 7 }, "safety_identifier"],
  ["context_management", { context_management: {} }, "context_management"],
  ["max_tool_calls", { max_tool_calls: "2" }, "max_tool_calls"],
  ["stream_options", { stream_options: true }, "stream_options"],
  ["client_metadata", { client_metadata: { a: 1 } }, "client_metadata.a"],
  ["text format", { text: { format: "json" } }, "text.format"],
  ["reasoning effort", { reasoning: { effort: 3 } }, "reasoning.effort"],
  ["function tool", { tools: [{ type: "web_search" }, { type: "function", name: 7 }] }, "tools[1].name"],
  [
    "tool's parameters",
    { tools: [{ type: "function", name: "f", parameters: "{}" }] },
    "tools[0].parameters",
  ],
  ["message content", { input: [say, { role: "user", content: 7 }] }, "input[1].content"],
  ["message content null", { input: [{ type: "message", role: "user", content: null }] }, "input[0].content"],
  ["content part", { input: [{ role: "user", content: ["x"] }] }, "input[0].content"],
  [
    "text in a part",
    { input: [{ role: "user", content: [{ type: "input_text", text: 7 }] }] },
    "input[0].content",
  ],
  ["tool output", { input: [{ ...output("c"), output: 7 }] }, "input[0].output"],
])("[S30] a wrong %s is a 400 that names it", async (_case, body, param) => {
  const client = await (await startServer()).connect();
  const { frames, end } = await client.create({ input: hi, ...body });
  expect(end).toMatchObject({ type: "error", status: 400 });
  expect(errorOf(end).param).toBe(param);
  expect(frames).toHaveLength(1);
});

test("[S19] what providers leave empty in items that are replayed is taken", async () => {
  const client = await (await startServer()).connect();
  const input = [
    { role: "user", content: hi },
    { type: "reasoning", id: null, summary: [], content: null, encrypted_content: null, status: null },
    { type: "function_call", call_id: "c", name: "f", arguments: "{}", status: null, namespace: null },
    { type: "function_call_output", call_id: "c", output: [{ type: "input_text", text: "ok" }] },
    { type: "computer_call_output", call_id: "d", output: { type: "computer_screenshot" } },
  ];
  const nothing = { tool_choice: null, text: null, reasoning: null, prompt_cache_key: null, tools: null };
  expect((await client.create({ input, ...nothing })).text).toBe("again");
});

test("an unknown model names the available ones", async () => {
  const client = await (await startServer()).connect();
  const { end } = await client.create({ model: "gpt-x", input: hi });
  expect(end).toMatchObject({ status: 404, error: { code: "model_not_found", param: "model" } });
  expect(errorOf(end).message).toContain("scripted, echo");
});

test("[S47] an unanswered call is refused, and so is one answered of two", async () => {
  const client = await (await startServer()).connect();
  const call = { call: { name: "f", arguments: {} } };
  const first = await client.create({ input: script([call, call], [{ outputs: true }]) });
  const [one, two] = responseOf(first.end).output;
  const refused = await client.create({ previous_response_id: first.id, input: [output(one?.call_id)] });
  expect(refused.end).toMatchObject({
    status: 400,
    error: { code: null, param: "input", message: `No tool output found for function call ${two?.call_id}.` },
  });
  const both = [output(one?.call_id, "1"), output(two?.call_id, "2")];
  const answered = await client.create({ previous_response_id: first.id, input: both });
  expect(JSON.parse(answered.text)).toEqual([
    { call_id: one?.call_id, output: "1" },
    { call_id: two?.call_id, output: "2" },
  ]);
});

test("[S47] an async call may be answered later", async () => {
  const client = await (await startServer()).connect();
  const call = { type: "function_call", call_id: "c1", name: "f", arguments: "{}", async: true };
  expect((await client.create({ input: [{ role: "user", content: hi }, call, say] })).text).toBe("again");
});

test("[S48] an output for an unknown call is refused", async () => {
  const client = await (await startServer()).connect();
  const { end } = await client.create({ input: [output("call_x")] });
  expect(end).toMatchObject({ status: 400, error: { param: "input" } });
  expect(errorOf(end).message).toMatch(/^No tool call found for function call output/);
});

test("an item id that occurs twice is refused", async () => {
  const client = await (await startServer()).connect();
  const item = { ...say, id: "msg_1" };
  const { end } = await client.create({ input: [item, item] });
  expect(errorOf(end).message).toBe("Duplicate item found with id msg_1.");
});
