import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { BackendChunk, BackendRequest } from "./backend";
import { startServer } from "./testing/server";

/** A server whose one model watches what it is given, by what `parts` picks. */
async function watching(parts: (request: BackendRequest) => readonly object[]) {
  const seen: WeakRef<object>[] = [];
  const backend = {
    id: "watched",
    async *run(request: BackendRequest): AsyncGenerator<BackendChunk> {
      await Promise.resolve();
      for (const part of parts(request)) seen.push(new WeakRef(part));
      yield { type: "text", text: "ok" };
    },
  };
  const server = await startServer({ models: new Map([["watched", backend]]) });
  const held = () => seen.filter((part) => part.deref() !== undefined).length;
  return { client: await server.connect(), seen, held };
}

/** Collects garbage until `done`, at most `rounds` times. */
async function collectUntil(done: () => boolean, rounds: number): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < rounds && !done(); round += 1) {
    // What was looked at in a turn of the event loop is held until its end.
    await nextTurn();
    collect();
  }
}

test("[S50] what was kept for a connection is freed with it, in every lane", async () => {
  const { client, seen, held } = await watching(({ input }) => input);
  for (const stream_id of ["a", "b"]) {
    await client.create({ model: "watched", stream_id, store: false, input: "kept" });
  }
  await collectUntil(() => false, 3);
  expect([seen.length, held()]).toEqual([2, 2]);
  client.socket.terminate();
  await client.closed;
  await collectUntil(() => held() === 0, 200);
  expect(held()).toBe(0);
});

test("[S18] [S42] a response that is kept holds its items, and of its tools and settings nothing", async () => {
  const { client, seen, held } = await watching(({ settings }) => settings.tools as readonly object[]);
  const tools = [{ type: "function", name: "f", description: "x".repeat(1000), parameters: null }];
  const { id } = await client.create({ model: "watched", tools, input: "one" });
  expect(seen).toHaveLength(1);
  await collectUntil(() => held() === 0, 200);
  expect(held()).toBe(0);
  const { end } = await client.create({ model: "watched", previous_response_id: id, tools, input: "two" });
  expect(end.type).toBe("response.completed");
});
