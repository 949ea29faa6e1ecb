import { expect, test } from "vitest";
import { responseOf, type Frame } from "./testing/client";
import { output, script, startServer } from "./testing/server";

const call = (name: string) => ({ call: { name, arguments: { n: name, text: "x".repeat(600) } } });
const busy = script(
  [{ reason: "let me see", chunk: 3 }, { say: "Hello you", chunk: 4 }, call("a"), call("b")],
  [{ say: "done" }],
);

const of = (frames: readonly Frame[], type: string) => frames.filter((frame) => frame.type === type);
const types = (frames: readonly Frame[]) => frames.map(({ type }) => type.replace("response.", ""));

test("[S6] every frame is one JSON object with a type", async () => {
  const client = await (await startServer()).connect();
  const binary: boolean[] = [];
  client.socket.on("message", (_data, isBinary) => binary.push(isBinary));
  const { frames } = await client.create({ input: busy });
  expect(frames.filter(({ type }) => type === "?")).toEqual([]);
  expect(binary).toEqual(frames.map(() => false));
});

test("[S20] the order is created, in_progress, items, one terminal event", async () => {
  const client = await (await startServer()).connect();
  const { frames } = await client.create({
    input: script([{ reason: "r" }, { say: "s" }, { call: { name: "f", arguments: {} } }]),
  });
  expect(types(frames)).toEqual([
    "created",
    "in_progress",
    "output_item.added",
    "reasoning_summary_part.added",
    "reasoning_summary_text.delta",
    "reasoning_summary_text.done",
    "reasoning_summary_part.done",
    "output_item.done",
    "output_item.added",
    "content_part.added",
    "output_text.delta",
    "output_text.done",
    "content_part.done",
    "output_item.done",
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
    "completed",
  ]);
});

test.each([
  ["a completed", []],
  ["an incomplete", [{ incomplete: "max_output_tokens" }, { say: "late" }]],
  ["a failed", [{ fail: { code: "server_error", message: "x" } }, { say: "late" }]],
])("[S20] nothing follows the end of %s response", async (_case, last) => {
  const client = await (await startServer()).connect();
  const { frames } = await client.create({ input: script([{ say: "s" }, ...last]) });
  const ponged = new Promise((resolve) => client.socket.once("pong", resolve));
  client.socket.ping();
  await ponged;
  expect(client.frames).toEqual(frames);
});

test("[S21] sequence numbers start at 0 and rise by one within a response", async () => {
  const client = await (await startServer()).connect();
  for (const input of [busy, busy]) {
    const { frames } = await client.create({ input });
    expect(frames.map(({ sequence_number }) => sequence_number)).toEqual(frames.map((_, at) => at));
  }
});

test("[S22] every item added is done once with the same index and id", async () => {
  const client = await (await startServer()).connect();
  const { frames, end } = await client.create({ input: busy });
  const place = ({ output_index, item }: Frame) => [output_index, (item as { id: string }).id];
  const added = of(frames, "response.output_item.added").map(place);
  expect(of(frames, "response.output_item.done").map(place)).toEqual(added);
  expect(responseOf(end).output.map(({ id }, at) => [at, id])).toEqual(added);
});

test("[S23] joined deltas equal the done text and the terminal response", async () => {
  const client = await (await startServer()).connect();
  const { frames, end, text } = await client.create({ input: busy });
  expect(text).toBe("Hello you");
  expect(of(frames, "response.output_text.done")[0]?.text).toBe(text);
  expect(responseOf(end).output[1]).toMatchObject({ content: [{ type: "output_text", text }] });
  for (const done of of(frames, "response.function_call_arguments.done")) {
    const deltas = of(frames, "response.function_call_arguments.delta").filter(
      ({ item_id }) => item_id === done.item_id,
    );
    expect(deltas.map(({ delta }) => delta).join("")).toBe(done.arguments);
    expect(responseOf(end).output.find(({ id }) => id === done.item_id)?.arguments).toBe(done.arguments);
  }
});

test("[S24] arguments are a JSON string and a done call has both ids", async () => {
  const client = await (await startServer()).connect();
  const { end } = await client.create({ input: busy });
  const item = responseOf(end).output[2];
  expect(item).toMatchObject({
    type: "function_call",
    id: expect.stringMatching(/^fc_/) as string,
    call_id: expect.stringMatching(/^call_/) as string,
  });
  expect(JSON.parse(item?.arguments ?? "")).toMatchObject({ n: "a" });
});

test("[S25] a turn with calls ends completed and is continued by their outputs", async () => {
  const client = await (await startServer()).connect();
  const { end, id } = await client.create({ input: busy });
  const calls = responseOf(end).output.filter(({ type }) => type === "function_call");
  expect(end.type).toBe("response.completed");
  const next = await client.create({
    previous_response_id: id,
    input: calls.map((item) => output(item.call_id)),
  });
  expect(next.text).toBe("done");
});

test("[S26] parallel calls are separate items, and without parallel calls there is at most one", async () => {
  const client = await (await startServer()).connect();
  const callsOf = async (body: object) => {
    const { frames } = await client.create({ input: busy, ...body });
    return of(frames, "response.function_call_arguments.done").map(({ output_index }) => output_index);
  };
  expect(await callsOf({})).toEqual([2, 3]);
  expect(await callsOf({ parallel_tool_calls: false })).toEqual([2]);
});

test("[S27] usage is null before the end and adds up at the end", async () => {
  const client = await (await startServer()).connect();
  const { frames, end } = await client.create({ instructions: "Be brief.", input: busy });
  expect(responseOf(frames[0] ?? end).usage).toBeNull();
  const usage = responseOf(end).usage;
  expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
  expect(usage?.output_tokens_details.reasoning_tokens).toBe(3);
  expect(usage?.output_tokens).toBeGreaterThan(5);
  expect(usage?.input_tokens).toBeGreaterThan(20);
  expect(usage?.input_tokens_details.cached_tokens).toBe(0);
});

test("[S27] cached tokens are what the connection's cache saved", async () => {
  const server = await startServer();
  const client = await server.connect();
  const first = await client.create({
    instructions: "Be brief.",
    input: script([{ say: "one two" }], [{ say: "b" }]),
  });
  const before = responseOf(first.end).usage;
  const body = { instructions: "Be brief.", previous_response_id: first.id, input: "three" };
  const cached = responseOf((await client.create(body)).end).usage;
  expect(cached?.input_tokens_details.cached_tokens).toBe(before?.total_tokens);
  expect(cached?.input_tokens).toBe((before?.total_tokens ?? 0) + 1);
  const hydrated = responseOf((await (await server.connect()).create(body)).end).usage;
  expect(hydrated?.input_tokens).toBe(cached?.input_tokens);
  expect(hydrated?.input_tokens_details.cached_tokens).toBe(0);
});

test("[S28] times are unix seconds", async () => {
  const client = await (await startServer({ now: () => 1_771_800_000_999 })).connect();
  const { end } = await client.create({ input: busy });
  expect(responseOf(end)).toMatchObject({ created_at: 1_771_800_000, completed_at: 1_771_800_000 });
});

test("[S29] reaching max_output_tokens ends incomplete, within the limit", async () => {
  const client = await (await startServer()).connect();
  const long = script([{ say: "one two three four five six seven eight nine ten" }]);
  const { end, text } = await client.create({ max_output_tokens: 4, input: long });
  expect(end.type).toBe("response.incomplete");
  expect(responseOf(end)).toMatchObject({
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
  });
  expect(responseOf(end).usage?.output_tokens).toBe(4);
  expect(text).toBe("one two three four");
});

test("[S30] a failure after acceptance is response.failed, a refusal before is an error frame alone", async () => {
  const client = await (await startServer()).connect();
  const failed = await client.create({
    input: script([{ say: "x" }, { fail: { code: "server_error", message: "down" } }]),
  });
  expect(failed.end.type).toBe("response.failed");
  expect(responseOf(failed.end)).toMatchObject({
    status: "failed",
    error: { code: "server_error", message: "down" },
  });
  const refuse = {
    status: 429,
    code: "rate_limit_exceeded",
    message: "slow",
    headers: { "retry-after": "1" },
  };
  const refused = await client.create({ input: script([{ wait: 1 }, { refuse }]) });
  expect(refused.frames).toHaveLength(1);
  expect(refused.end).toMatchObject({
    status: 429,
    error: { code: "rate_limit_exceeded", message: "slow", headers: { "retry-after": "1" } },
  });
});

test("[S30] a backend that throws ends in response.failed and the socket lives on", async () => {
  const broken = {
    id: "broken",
    async *run() {
      await Promise.resolve();
      throw new Error("secret detail");
    },
  };
  const server = await startServer({ models: new Map([["broken", broken]]) });
  const client = await server.connect();
  const { end } = await client.create({ model: "broken", input: "x" });
  expect(responseOf(end)).toMatchObject({ status: "failed", error: { code: "server_error" } });
  expect(JSON.stringify(end)).not.toContain("secret");
  expect(server.errors).toHaveLength(1);
});

test("[S31] [U26] a warm-up completes with an id and no output", async () => {
  const client = await (await startServer()).connect();
  const { frames, end } = await client.create({ generate: false, instructions: "I", input: [] });
  expect(types(frames)).toEqual(["created", "in_progress", "completed"]);
  expect(responseOf(end)).toMatchObject({
    status: "completed",
    output: [],
    usage: { output_tokens: 0, input_tokens: 1 },
  });
});

test("[S32] [U26] a warm-up is continued with empty input, generates and uses up no turn", async () => {
  const client = await (await startServer()).connect();
  const { id } = await client.create({ generate: false, store: false, input: script([{ say: "zero" }]) });
  const { text, end } = await client.create({ previous_response_id: id, store: false, input: [] });
  expect(text).toBe("zero");
  expect(responseOf(end).usage?.input_tokens_details.cached_tokens).toBe(responseOf(end).usage?.input_tokens);
});
