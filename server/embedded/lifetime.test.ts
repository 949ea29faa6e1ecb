import { expect, test } from "vitest";
import { connect, errorOf, responseOf, refusedUpgrade } from "./testing/client";
import { startGateway } from "./testing/gateway";
import { bearer, script, startServer } from "./testing/server";
import type { BackendChunk } from "./backend";

const begin = (input: string) => ({ type: "response.create", model: "scripted", input });

test("[S49] at the age limit the server says so and closes, and a new connection works", async () => {
  const server = await startServer({ limits: { maxAgeMs: 100 } });
  const client = await server.connect();
  client.send(begin(script([{ hold: "never" }])));
  const frame = await client.nextOf("error");
  expect(frame).toMatchObject({ status: 400, error: { code: "websocket_connection_limit_reached" } });
  expect(await client.closed).toBe(1001);
  expect((await (await server.connect()).create({ input: script([{ say: "x" }]) })).text).toBe("x");
});

test("[S49] the message names the limit in minutes", async () => {
  const { connectionLimitReached } = await import("./errors");
  expect(connectionLimitReached(3_600_000).message).toBe(
    "Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.",
  );
});

test("[S50] a client that goes away aborts its work", async () => {
  let resolveAborted = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    resolveAborted = resolve;
  });
  const backend = {
    id: "slow",
    async *run(_request: unknown, signal: AbortSignal): AsyncGenerator<BackendChunk> {
      yield { type: "accepted" };
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          resolve();
        });
      });
      resolveAborted();
    },
  };
  const server = await startServer({ models: new Map([["slow", backend]]) });
  const client = await server.connect();
  client.send({ type: "response.create", model: "slow", input: "x" });
  await client.nextOf("response.created");
  const left = performance.now();
  client.socket.terminate();
  await aborted;
  expect(performance.now() - left).toBeLessThan(1000);
});

test("[S51] a reader that stops reading pauses its backend, and gets everything once it reads on", async () => {
  let yielded = 0;
  const total = 1500;
  const backend = {
    id: "flood",
    async *run(): AsyncGenerator<BackendChunk> {
      await Promise.resolve();
      for (; yielded < total; yielded += 1) yield { type: "text", text: "word ".repeat(2000) };
    },
  };
  const server = await startServer({
    models: new Map([["flood", backend]]),
    limits: { maxBufferedBytes: 65_536 },
  });
  const client = await server.connect();
  client.send({ type: "response.create", model: "flood", input: "x" });
  await client.nextOf("response.created");
  client.socket.pause();
  for (let trips = 0; trips < 200; trips += 1) await fetch(`${server.url}/models`, { headers: bearer });
  expect(yielded).toBeLessThan(total);
  client.socket.resume();
  const end = await client.nextOf("response.completed");
  expect(yielded).toBe(total);
  expect(responseOf(end).status).toBe("completed");
});

test("[S52] draining refuses new creates, lets the running one end, and closes with 1001", async () => {
  const server = await startServer({ limits: { drainMs: 5000 } });
  const [busy, idle] = [await server.connect(), await server.connect()];
  busy.send(begin(script([{ say: "a" }, { hold: "end" }, { say: "b" }])));
  busy.send(begin(script([{ say: "queued" }])));
  await server.holds.reached("end");
  const closed = server.server.close();
  expect(await idle.closed).toBe(1001);
  expect(await busy.nextOf("error")).toMatchObject({ status: 503 });
  busy.send(begin(script([{ say: "new" }])));
  expect(errorOf(await busy.nextOf("error")).code).toBe("server_shutting_down");
  server.holds.release("end");
  expect((await busy.nextOf("response.completed")).type).toBe("response.completed");
  expect(await busy.closed).toBe(1001);
  await closed;
});

test("[S52] what has not ended within the grace is ended", async () => {
  const server = await startServer({ limits: { drainMs: 20 } });
  const client = await server.connect();
  client.send(begin(script([{ hold: "never" }])));
  await client.nextOf("response.created");
  await server.server.close();
  expect(await client.closed).toBe(1001);
});

test("[S52] an app that closes drains the server on its own port: idle ones go, the running one ends", async () => {
  const gateway = await startGateway({ limits: { drainMs: 3000 } });
  const join = () => connect(gateway.socketUrl, { headers: bearer });
  const [busy, idle] = [await join(), await join()];
  busy.send(begin(script([{ say: "a" }, { hold: "end" }, { say: "b" }])));
  await gateway.holds.reached("end");
  const closed = gateway.app.close();
  expect(await idle.closed).toBe(1001);
  busy.send(begin(script([{ say: "new" }])));
  expect(await busy.nextOf("error")).toMatchObject({ status: 503, error: { code: "server_shutting_down" } });
  gateway.holds.release("end");
  expect(responseOf(await busy.nextOf("response.completed")).status).toBe("completed");
  expect(await busy.closed).toBe(1001);
  await closed;
});

test("a mounted server refuses upgrades with 503 while it drains", async () => {
  const { createServer } = await import("node:http");
  const { server } = await startServer();
  const http = createServer(server.handleRequest);
  http.on("upgrade", server.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as { port: number };
  await server.close();
  expect((await refusedUpgrade(`ws://127.0.0.1:${port}/v1/responses`, { headers: bearer })).status).toBe(503);
  http.close();
});
