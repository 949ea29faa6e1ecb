import { expect, test } from "vitest";
import { errorOf, responseOf, type TestClient } from "./testing/client";
import { output, script, startServer } from "./testing/server";

const turns = script([{ say: "0" }], [{ say: "1" }], [{ say: "2" }], [{ say: "3" }]);
const more = [{ role: "user", content: "more" }];
const calling = script([{ call: { name: "f", arguments: {} } }], [{ say: "after" }]);

const notFound = (id: string) => ({
  type: "error",
  status: 400,
  error: {
    code: "previous_response_not_found",
    param: "previous_response_id",
    message: `Previous response with id '${id}' not found.`,
  },
});

const chain = (client: TestClient, previous_response_id: string | null, body: object = {}) =>
  client.create({ store: false, previous_response_id, input: more, ...body });

test("[S40] the lane's latest response is continued with store false", async () => {
  const client = await (await startServer()).connect();
  let { id } = await chain(client, null, { input: turns });
  for (const expected of ["1", "2", "3", "(end of script)"]) {
    const next = await chain(client, id);
    expect(next.text).toBe(expected);
    id = next.id;
  }
});

test("[S41] an older store false id is not found", async () => {
  const client = await (await startServer()).connect();
  const { id } = await chain(client, null, { input: turns });
  await chain(client, id);
  expect((await chain(client, id)).end).toMatchObject(notFound(id));
});

test("[S42] an older or foreign id with store true is hydrated", async () => {
  const server = await startServer();
  const client = await server.connect();
  const { id } = await chain(client, null, { store: true, input: turns });
  await chain(client, id);
  expect((await chain(client, id)).text).toBe("1");
  expect((await chain(await server.connect(), id)).text).toBe("1");
});

test("[S43] a failed same-lane continuation evicts its parent", async () => {
  const client = await (await startServer()).connect();
  const first = await chain(client, null, { input: calling });
  expect((await chain(client, first.id)).end).toMatchObject({ status: 400, error: { param: "input" } });
  const [call] = responseOf(first.end).output;
  expect((await chain(client, first.id, { input: [output(call?.call_id)] })).end).toMatchObject(
    notFound(first.id),
  );
});

test("[S43] a malformed or failed continuation evicts too, a stored parent survives", async () => {
  const client = await (await startServer()).connect();
  const failing = script([{ say: "0" }], [{ fail: { code: "server_error", message: "x" } }]);
  const failed = await chain(client, null, { input: failing });
  expect((await chain(client, failed.id)).end.type).toBe("response.failed");
  expect((await chain(client, failed.id)).end).toMatchObject(notFound(failed.id));
  const malformed = await chain(client, null, { input: turns });
  expect((await chain(client, malformed.id, { tools: 7 })).end).toMatchObject({ status: 400 });
  expect((await chain(client, malformed.id)).end).toMatchObject(notFound(malformed.id));
  const stored = await chain(client, null, { store: true, input: turns });
  await chain(client, stored.id, { tools: 7 });
  expect((await chain(client, stored.id)).text).toBe("1");
});

test("[S44] after a failed fork the parent is usable on its own lane", async () => {
  const client = await (await startServer()).connect();
  const { id } = await chain(client, null, { stream_id: "a", input: turns });
  expect((await chain(client, id, { stream_id: "b", tools: 7 })).end).toMatchObject({
    status: 400,
    stream_id: "b",
  });
  expect((await chain(client, id, { stream_id: "b" })).text).toBe("1");
  expect((await chain(client, id, { stream_id: "a" })).text).toBe("1");
});

test("[S45] after previous_response_not_found the socket takes the full input", async () => {
  const client = await (await startServer()).connect();
  expect((await chain(client, "resp_lost")).end).toMatchObject(notFound("resp_lost"));
  const input = [{ role: "user", content: turns }, { role: "assistant", content: "0" }, ...more];
  expect((await chain(client, null, { input })).text).toBe("1");
});

test("[S46] a new connection knows no store false id", async () => {
  const server = await startServer();
  const { id } = await chain(await server.connect(), null, { input: turns });
  expect((await chain(await server.connect(), id)).end).toMatchObject(notFound(id));
});

test("an incomplete response can be continued, a failed one cannot", async () => {
  const client = await (await startServer()).connect();
  const first = await chain(client, null, {
    input: script([{ say: "0" }, { incomplete: "max_output_tokens" }], [{ say: "1" }]),
  });
  expect(first.end.type).toBe("response.incomplete");
  expect((await chain(client, first.id)).text).toBe("1");
  const failed = await client.create({
    input: script([{ say: "x" }, { fail: { code: "server_error", message: "x" } }]),
  });
  expect(errorOf((await chain(client, failed.id)).end).code).toBe("previous_response_not_found");
});

test("a queued create finds the response of the one before it", async () => {
  const client = await (await startServer()).connect();
  const { id } = await chain(client, null, { input: turns });
  client.send({
    type: "response.create",
    model: "scripted",
    store: false,
    previous_response_id: id,
    input: more,
  });
  client.send({
    type: "response.create",
    model: "scripted",
    store: false,
    previous_response_id: id,
    input: more,
  });
  expect((await client.nextOf("response.completed")).type).toBe("response.completed");
  expect(await client.nextOf("error")).toMatchObject(notFound(id));
});

test("the store lets the oldest go first", async () => {
  const client = await (await startServer({ limits: { storeResponses: 2 } })).connect();
  const ids: string[] = [];
  for (let at = 0; at < 3; at += 1) ids.push((await client.create({ input: turns })).id);
  const fork = { stream_id: "fork", store: false, input: more };
  const [oldest, kept] = ids;
  expect((await client.create({ ...fork, previous_response_id: oldest })).end.type).toBe("error");
  expect((await client.create({ ...fork, previous_response_id: kept })).text).toBe("1");
});
