import OpenAI from "openai";
import type {
  Response,
  ResponsesClientEvent,
  ResponsesServerEvent,
} from "openai/resources/responses/responses";
import { ResponsesWS } from "openai/resources/responses/ws";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "../testing/gateway";
import { output, script } from "../testing/server";

type Create = Omit<ResponsesClientEvent, "type"> & { generate?: boolean; stream_id?: string };
type Laned = ResponsesServerEvent & { stream_id?: string };

const call = (name: string) => ({ call: { name, arguments: { n: name } } });

/** The vendor's own client on a gateway; it queues what is sent before the socket is open. */
async function open(overrides: Parameters<typeof startGateway>[0] = {}, key?: string) {
  const { apiKey, baseURL, holds } = await startGateway(overrides);
  const socket = new ResponsesWS(new OpenAI({ apiKey: key ?? apiKey, baseURL }));
  onTestFinished(() => socket.close());
  const messages = socket.stream();
  const send = (body: Create): void => {
    socket.sendRaw(JSON.stringify({ type: "response.create", model: "scripted", ...body }));
  };
  const next = async (fits: (event: Laned) => boolean): Promise<Laned> => {
    for await (const entry of { [Symbol.asyncIterator]: () => ({ next: () => messages.next() }) }) {
      if (entry.type === "error") throw entry.error;
      if (entry.type === "close") throw new Error(`closed ${entry.code} ${entry.reason}`);
      if (entry.type === "message" && fits(entry.message)) return entry.message;
    }
    throw new Error("the stream of messages ended");
  };
  const create = async (body: Create): Promise<Response> => {
    send(body);
    const end = await next(isTerminal);
    if (!("response" in end)) throw new Error(end.type);
    return end.response;
  };
  return { socket, holds, send, next, create };
}

const isTerminal = ({ type }: ResponsesServerEvent): boolean =>
  ["response.completed", "response.failed", "response.incomplete"].includes(type);

const textOf = ({ output: items }: Response): string =>
  items
    .flatMap((item) => (item.type === "message" ? item.content : []))
    .map((part) => (part.type === "output_text" ? part.text : ""))
    .join("");

const callsOf = (response: Response) =>
  response.output.flatMap((item) => (item.type === "function_call" ? [item] : []));

test("[S1] [S6] the openai package's socket gets a whole response, each event one it can parse", async () => {
  const { socket, create } = await open();
  const raw: unknown[] = [];
  const types: string[] = [];
  socket.on("raw", (data) => raw.push(data));
  socket.on("event", ({ type }) => types.push(type));
  const response = await create({ input: script([{ reason: "r" }, { say: "hello" }]) });
  expect(response).toMatchObject({ object: "response", status: "completed", model: "scripted" });
  expect(textOf(response)).toBe("hello");
  expect(raw).toEqual([]);
  expect([types[0], types[1], types.at(-1)]).toEqual([
    "response.created",
    "response.in_progress",
    "response.completed",
  ]);
});

test("[S40] the openai package chains with previous_response_id on one socket", async () => {
  const { create } = await open();
  const first = await create({ store: false, input: script([{ say: "one" }], [{ say: "two" }]) });
  const next = await create({ store: false, previous_response_id: first.id, input: "more" });
  expect([textOf(first), textOf(next)]).toEqual(["one", "two"]);
  expect(next.usage?.input_tokens_details.cached_tokens).toBe(first.usage?.total_tokens);
});

test("[S25] [S26] the openai package answers parallel calls in one create", async () => {
  const { create } = await open();
  const tools = ["a", "b"].map((name) => ({
    ...{ type: "function" as const, name, strict: false },
    parameters: { type: "object", properties: { n: { type: "string" } } },
  }));
  const input = script([call("a"), call("b")], [{ outputs: true }]);
  const asked = await create({ store: false, tools, input });
  const calls = callsOf(asked);
  expect(calls.map(({ name, arguments: text }) => [name, JSON.parse(text)])).toEqual([
    ["a", { n: "a" }],
    ["b", { n: "b" }],
  ]);
  const answers = calls.map(({ call_id, name }) => ({
    ...output(call_id, name),
    type: "function_call_output" as const,
    call_id,
  }));
  const done = await create({ store: false, tools, previous_response_id: asked.id, input: answers });
  expect(JSON.parse(textOf(done))).toEqual(
    answers.map(({ call_id, output: said }) => ({ call_id, output: said })),
  );
});

test("[S31] [S32] the openai package warms a connection up and goes on from it", async () => {
  const { create } = await open();
  const warm = await create({ generate: false, store: false, input: script([{ say: "warm" }]) });
  expect(warm).toMatchObject({ status: "completed", output: [], usage: { output_tokens: 0 } });
  expect(textOf(await create({ store: false, previous_response_id: warm.id, input: [] }))).toBe("warm");
});

test("[S41] [S45] the openai package surfaces an error frame and its socket stays usable", async () => {
  const { create } = await open();
  await expect(create({ previous_response_id: "resp_lost", input: "x" })).rejects.toMatchObject({
    error: {
      status: 400,
      error: { code: "previous_response_not_found", param: "previous_response_id" },
    },
  });
  expect(textOf(await create({ input: script([{ say: "again" }]) }))).toBe("again");
});

test("[S34] the openai package receives two lanes at once, told apart by stream_id", async () => {
  const { send, next, holds } = await open();
  for (const stream_id of ["a", "b"])
    send({ stream_id, input: script([{ hold: stream_id }, { say: stream_id }]) });
  await Promise.all([holds.reached("a"), holds.reached("b")]);
  for (const lane of ["b", "a"]) {
    holds.release(lane);
    expect((await next(isTerminal)).stream_id).toBe(lane);
  }
});

test("[S30] the openai package gets response.failed with its code as a terminal event", async () => {
  const { create } = await open();
  const failed = await create({
    input: script([{ say: "x" }, { fail: { code: "server_error", message: "down" } }]),
  });
  expect(failed).toMatchObject({ status: "failed", error: { code: "server_error", message: "down" } });
});

test("[S2] the openai package with a wrong key never gets a socket, and sees the 401", async () => {
  const { create } = await open({}, "wrong");
  await expect(create({ input: "x" })).rejects.toThrow(/401/);
});

test("[S49] the openai package is told of the age limit, reconnects as it does by itself, and goes on", async () => {
  const { apiKey, baseURL } = await startGateway({ limits: { maxAgeMs: 200 } });
  const reconnect = { initialDelay: 1, onReconnecting: () => undefined };
  const socket = new ResponsesWS(new OpenAI({ apiKey, baseURL }), { reconnect });
  onTestFinished(() => socket.close());
  const errors: unknown[] = [];
  socket.on("error", ({ error }) => errors.push(error));
  const completed = new Promise((resolve) => socket.on("response.completed", resolve));
  socket.on("reconnected", () => {
    socket.send({ type: "response.create", model: "echo", input: "hi" });
  });
  await completed;
  expect(errors[0]).toMatchObject({
    status: 400,
    error: { code: "websocket_connection_limit_reached" },
  });
});
