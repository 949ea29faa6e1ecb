import { expect, test } from "vitest";
import { errorOf, refusedUpgrade, connect } from "./testing/client";
import { bearer, script, startServer } from "./testing/server";

test("[S1] a valid upgrade is answered 101 and POST on the same path still works", async () => {
  const server = await startServer();
  const client = await server.connect();
  expect((await client.create({ input: script([{ say: "hi" }]) })).text).toBe("hi");
  expect((await server.post({ input: script([{ say: "hi" }]) })).status).toBe(200);
});

test("[S2] a missing or wrong bearer is answered 401 with a JSON error before the upgrade", async () => {
  const { socketUrl, url } = await startServer();
  for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Basic test-key" }]) {
    const refused = await refusedUpgrade(socketUrl, { headers });
    expect(refused).toMatchObject({ status: 401, body: { error: { code: "invalid_api_key" } } });
    expect((await fetch(`${url}/models`, { headers })).status).toBe(401);
  }
});

test("[S3] with WebSocket mode off the upgrade is answered 426", async () => {
  const { socketUrl } = await startServer({ webSocket: false });
  expect((await refusedUpgrade(socketUrl, { headers: bearer })).status).toBe(426);
});

test("[S4] an origin that is not allowed is answered 403, an allowed one is let in", async () => {
  const { socketUrl } = await startServer({ allowedOrigins: ["https://a.example"] });
  expect((await refusedUpgrade(socketUrl, { headers: bearer, origin: "https://b.example" })).status).toBe(
    403,
  );
  const client = await connect(socketUrl, { headers: bearer, origin: "https://a.example" });
  expect(client.socket.readyState).toBe(client.socket.OPEN);
});

test("[S5] unknown headers, the beta header and a query are accepted", async () => {
  const { socketUrl } = await startServer();
  const headers = { ...bearer, "OpenAI-Beta": "responses_websockets=2026-02-06", "x-unknown": "1" };
  const client = await connect(`${socketUrl}?model=x`, { headers });
  expect((await client.create({ input: script([{ say: "hi" }]) })).text).toBe("hi");
});

test("[U36] compression is not agreed to, even when a client offers it", async () => {
  const { socketUrl } = await startServer();
  const client = await connect(socketUrl, { headers: bearer, perMessageDeflate: true });
  expect(client.socket.extensions).toBe("");
});

test("an upgrade elsewhere is answered 404", async () => {
  const { socketUrl } = await startServer();
  expect((await refusedUpgrade(`${socketUrl}/x`, { headers: bearer })).status).toBe(404);
});

test("a connection over the cap is answered 429", async () => {
  const server = await startServer({ limits: { maxConnections: 1 } });
  await server.connect();
  expect((await refusedUpgrade(server.socketUrl, { headers: bearer })).status).toBe(429);
});

test("[S7] a binary frame is answered with close 1003", async () => {
  const server = await startServer();
  const [client, other] = [await server.connect(), await server.connect()];
  client.socket.send(Buffer.from("{}"));
  expect(await client.closed).toBe(1003);
  expect((await other.create({ input: script([{ say: "hi" }]) })).text).toBe("hi");
});

test.each([
  ["text that is not JSON", "{", "invalid_json"],
  ["an array", "[]", "invalid_json"],
  ["a missing type", "{}", "invalid_event_type"],
  ["an unknown type", '{"type":"response.dance"}', "invalid_event_type"],
  ["a type that is no string", '{"type":7}', "invalid_event_type"],
])("[S8] %s is answered with one error and the socket stays usable", async (_case, text, code) => {
  const client = await (await startServer()).connect();
  client.send(text);
  const frame = await client.next();
  expect(frame).toMatchObject({ type: "error", status: 400 });
  expect(errorOf(frame)).toMatchObject({ type: "invalid_request_error", code });
  expect((await client.create({ input: script([{ say: "hi" }]) })).text).toBe("hi");
});

test("[S9] a frame of exactly the maximum is read and one byte more closes with 1009", async () => {
  const client = await (await startServer({ limits: { maxFrameBytes: 2048 } })).connect();
  const frame = JSON.stringify({ type: "response.create", model: "echo", input: "hi" });
  client.send(frame.padEnd(2048));
  expect((await client.nextOf("response.completed")).type).toBe("response.completed");
  client.send(frame.padEnd(2049));
  expect(await client.closed).toBe(1009);
});

test("[S10] pings are answered while a response streams", async () => {
  const client = await (await startServer()).connect();
  client.send({
    type: "response.create",
    model: "scripted",
    input: script([{ say: "x".repeat(400_000), chunk: 1 }]),
  });
  await client.nextOf("response.output_text.delta");
  const asked = performance.now();
  const ponged = new Promise((resolve) => client.socket.once("pong", resolve));
  client.socket.ping();
  await ponged;
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(client.frames.at(-1)?.type).toBe("response.output_text.delta");
});
