import { expect, test } from "vitest";
import { errorOf, isTerminal, responseOf, textIn, type Frame, type TestClient } from "./testing/client";
import { script, startServer } from "./testing/server";

const create = (client: TestClient, body: object) => {
  client.send({ type: "response.create", model: "scripted", ...body });
};
const held = (name: string, text = name) => script([{ hold: name }, { say: text }]);
const textOfResponse = (frame: Frame) =>
  (responseOf(frame).output[0]?.content as { text: string }[])[0]?.text;
const completed = ({ type }: Frame) => type === "response.completed";

test("[S33] creates on a busy lane run one after the other in order", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  create(client, { input: held("gate", "0") });
  for (let at = 1; at < 10; at += 1) create(client, { input: script([{ say: String(at) }]) });
  await holds.reached("gate");
  expect(client.frames.filter(({ type }) => type === "response.created").length).toBeLessThanOrEqual(1);
  holds.release("gate");
  for (let at = 0; at < 10; at += 1) await client.next(completed);
  expect(textIn(client.frames)).toBe("0123456789");
  const edges = client.frames.filter(
    ({ type }) => type === "response.created" || type === "response.completed",
  );
  expect(edges.map(({ type }) => type)).toEqual(
    Array.from({ length: 10 }, () => ["response.created", "response.completed"]).flat(),
  );
});

test("[S33] a refused create waits its turn, so that what a lane answers keeps the order of what it was asked", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  create(client, { input: held("gate", "0") });
  await holds.reached("gate");
  create(client, { input: 7 });
  create(client, { input: script([{ say: "2" }]) });
  create(client, { model: "nobody", input: "3" });
  create(client, { tools: 7, stream_id: "idle" });
  expect(await client.nextOf("error")).toMatchObject({ stream_id: "idle", error: { param: "tools" } });
  holds.release("gate");
  const answers: unknown[] = [];
  while (answers.length < 4) {
    const frame = await client.next(isTerminal);
    answers.push(frame.type === "error" ? errorOf(frame).param : textOfResponse(frame));
  }
  expect(answers).toEqual(["0", "input", "2", "model"]);
});

test("[S34] two lanes run at once, and each event carries its lane", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  create(client, { stream_id: "a", input: held("a") });
  create(client, { stream_id: "b", input: held("b") });
  await Promise.all([holds.reached("a"), holds.reached("b")]);
  holds.release("b");
  expect((await client.next(completed)).stream_id).toBe("b");
  holds.release("a");
  expect((await client.next(completed)).stream_id).toBe("a");
  for (const lane of ["a", "b"]) {
    const own = client.frames.filter(({ stream_id }) => stream_id === lane);
    expect(textIn(own)).toBe(lane);
    expect(own.map(({ sequence_number }) => sequence_number)).toEqual(own.map((_, at) => at));
  }
});

test("[S35] default-lane events carry no stream_id", async () => {
  const client = await (await startServer()).connect();
  const { frames } = await client.create({ input: script([{ say: "x" }]) });
  expect(frames.filter((frame) => "stream_id" in frame)).toEqual([]);
});

test.each([[""], ["x".repeat(257)], ["a b"], ["a/b"], [7], [null]])(
  "[S36] the stream_id %j is refused and not echoed",
  async (stream_id) => {
    const client = await (await startServer()).connect();
    const { end } = await client.create({ stream_id, input: "x" });
    expect(end).toMatchObject({ status: 400, error: { code: "invalid_stream_id", param: "stream_id" } });
    expect(end).not.toHaveProperty("stream_id");
  },
);

test("[S36] a stream_id of 256 valid characters is accepted", async () => {
  const client = await (await startServer()).connect();
  const stream_id = "aZ9_.-".padEnd(256, "x");
  expect((await client.create({ stream_id, input: script([{ say: "x" }]) })).end).toMatchObject({
    type: "response.completed",
    stream_id,
  });
});

test("[S37] the 17th response waits until one of 16 has ended", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  for (let at = 0; at < 17; at += 1) create(client, { stream_id: `l${at}`, input: held(`h${at}`) });
  for (let at = 0; at < 16; at += 1) await client.nextOf("response.created");
  const marker = new Promise((resolve) => client.socket.once("pong", resolve));
  client.socket.ping();
  await marker;
  expect(client.frames.filter(({ stream_id }) => stream_id === "l16")).toEqual([]);
  holds.release("h3");
  expect(await client.next(({ stream_id }) => stream_id === "l16")).toMatchObject({
    type: "response.created",
  });
  expect(client.frames.filter(({ type }) => type === "error")).toEqual([]);
});

test("[S38] the 33rd lane name is refused, the others and the default lane go on", async () => {
  const client = await (await startServer()).connect();
  const input = script([{ say: "x" }]);
  for (let at = 0; at < 32; at += 1) await client.create({ stream_id: `l${at}`, input });
  const { end } = await client.create({ stream_id: "one-more", input });
  expect(end).toMatchObject({
    status: 400,
    stream_id: "one-more",
    error: { code: "websocket_stream_limit_reached" },
  });
  for (const lane of [{ stream_id: "l0" }, {}])
    expect((await client.create({ ...lane, input })).text).toBe("x");
});

test("[S39] a lane name on another connection shares nothing", async () => {
  const server = await startServer();
  const [one, two] = [await server.connect(), await server.connect()];
  const body = { stream_id: "a", store: false, input: script([{ say: "x" }]) };
  const { id } = await one.create(body);
  const { end } = await two.create({ ...body, previous_response_id: id, input: "y" });
  expect(errorOf(end).code).toBe("previous_response_not_found");
});

test("a queue that is full refuses with 429 and loses nothing that waits", async () => {
  const { connect, holds } = await startServer({ limits: { maxQueued: 1 } });
  const client = await connect();
  create(client, { input: held("full", "1") });
  await holds.reached("full");
  create(client, { input: script([{ say: "2" }]) });
  create(client, { input: script([{ say: "3" }]) });
  expect(await client.nextOf("error")).toMatchObject({ status: 429 });
  holds.release("full");
  await client.next(completed);
  await client.next(completed);
  expect(textIn(client.frames)).toBe("12");
});

test("[S55] cancel ends the addressed response once and frees its lane", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  create(client, { input: script([{ say: "part" }, { hold: "never" }]) });
  await holds.reached("never");
  const { response } = await client.nextOf("response.created");
  client.send({ type: "response.cancel", response_id: (response as { id: string }).id });
  const end = await client.nextOf("response.incomplete");
  expect(responseOf(end)).toMatchObject({ status: "cancelled", output: [{ status: "completed" }] });
  expect((await client.create({ input: script([{ say: "next" }]) })).text).toBe("next");
  expect(client.frames.filter(({ type }) => type === "response.incomplete")).toHaveLength(1);
});

test("[S55] cancel by stream_id ends that lane's response and no other", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  for (const stream_id of ["a", "b"]) create(client, { stream_id, input: held(stream_id) });
  await Promise.all([holds.reached("a"), holds.reached("b")]);
  client.send({ type: "response.cancel", stream_id: "a" });
  const end = await client.nextOf("response.incomplete");
  expect([end.stream_id, responseOf(end).status]).toEqual(["a", "cancelled"]);
  holds.release("b");
  expect((await client.next(completed)).stream_id).toBe("b");
});

test("[S55] cancelling an unknown response is an error", async () => {
  const client = await (await startServer()).connect();
  client.send({ type: "response.cancel", response_id: "resp_x" });
  expect(errorOf(await client.next()).code).toBe("response_not_found");
});

test("[S55] a cancel whose response_id is no string is refused, and what runs goes on", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  create(client, { stream_id: "a", input: held("on") });
  create(client, { input: held("on") });
  await holds.reached("on");
  for (const stream_id of ["a", undefined]) {
    client.send({ type: "response.cancel", response_id: 7, stream_id });
    const error = await client.nextOf("error");
    expect(error).toMatchObject({ status: 400, error: { code: "invalid_type", param: "response_id" } });
    expect(error.stream_id).toBe(stream_id);
  }
  holds.release("on");
  for (let at = 0; at < 2; at += 1) expect(responseOf(await client.next(completed)).status).toBe("completed");
});

test("[S55] a cancel on an idle lane is answered in that lane", async () => {
  const client = await (await startServer()).connect();
  client.send({ type: "response.cancel", stream_id: "idle" });
  expect(await client.next()).toMatchObject({ stream_id: "idle", error: { code: "response_not_found" } });
});

test("[S55] strict mode knows no cancel", async () => {
  const client = await (await startServer({ strict: true })).connect();
  client.send({ type: "response.cancel" });
  expect(await client.next()).toMatchObject({ status: 400, error: { code: "invalid_event_type" } });
});
