import { expect, test } from "vitest";
import type { Backend, BackendChunk } from "./backend";
import { startServer } from "./testing/server";

/** A server whose one model counts what it is asked. */
async function counting(limits: { maxAgeMs?: number } = {}) {
  let asked = 0;
  const backend: Backend = {
    id: "counting",
    async *run(): AsyncGenerator<BackendChunk> {
      asked += 1;
      await Promise.resolve();
      yield { type: "text", text: "x" };
    },
  };
  const server = await startServer({ models: new Map([["counting", backend]]), limits });
  return { client: await server.connect(), asked: () => asked };
}

const create = { type: "response.create", model: "counting", input: "x" };

test("[S7] nothing that follows a binary frame is run", async () => {
  const { client, asked } = await counting();
  client.socket.send(Buffer.from("{}"));
  for (let at = 0; at < 5; at += 1) client.send({ ...create, stream_id: `lane${at}` });
  expect(await client.closed).toBe(1003);
  expect(asked()).toBe(0);
  expect(client.frames).toEqual([]);
});

test("[S49] a create that crosses the end at the age limit is not run", async () => {
  const { client, asked } = await counting({ maxAgeMs: 30 });
  client.socket.on("message", () => {
    client.send(create);
  });
  expect(await client.closed).toBe(1001);
  expect(asked()).toBe(0);
  expect(client.frames.map(({ type }) => type)).toEqual(["error"]);
});
