import { expect, test } from "vitest";
import type { Backend, BackendChunk } from "./backend";
import { errorOf, isTerminal, responseOf } from "./testing/client";
import { script, startServer } from "./testing/server";

const hi = script([{ say: "hi" }]);
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

test.each([
  ["a steer", `{"type":"response.steer","previous_response_id":"resp_x","input":${nested(100_000)}}`],
  ["a create", `{"type":"response.create","model":"scripted","input":[],"tools":${nested(100_000)}}`],
  ["an event of no known type", `{"type":"x","x":${nested(1000)}}`],
])(
  "[S8] %s that is nested too deep is answered with one error, and nobody else notices",
  async (_case, text) => {
    const server = await startServer();
    const [client, other] = [await server.connect(), await server.connect()];
    client.send(text);
    expect(await client.next()).toMatchObject({
      type: "error",
      status: 400,
      error: { type: "invalid_request_error", code: "invalid_json" },
    });
    expect((await other.create({ input: hi })).text).toBe("hi");
    expect((await client.create({ input: hi })).text).toBe("hi");
    expect(client.frames.filter(({ type }) => type === "error")).toHaveLength(1);
  },
);

test("[S8] nesting that tools and inputs really have is taken", async () => {
  const client = await (await startServer()).connect();
  const tools = [{ type: "function", name: "f", parameters: { deep: JSON.parse(nested(390)) as unknown } }];
  expect((await client.create({ input: hi, tools })).text).toBe("hi");
});

test("[S8] a body over HTTP that is nested too deep is a 400", async () => {
  const { url } = await startServer();
  const response = await fetch(`${url}/responses`, {
    method: "POST",
    headers: { authorization: "Bearer test-key" },
    body: `{"model":"scripted","input":[],"tools":${nested(100_000)}}`,
  });
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "invalid_json" } }]);
});

test("[S8] a failure while a frame is read is answered with one error and ends no process", async () => {
  const server = await startServer();
  const [client, other] = [await server.connect(), await server.connect()];
  const { parse } = JSON;
  JSON.parse = (text: string, ...rest: []) => {
    JSON.parse = parse;
    const value = parse(text, ...rest) as unknown;
    return Object.defineProperty({ value }, "type", {
      get: () => {
        throw new Error("a bug");
      },
    });
  };
  client.send({ type: "response.steer" });
  expect(await client.next()).toMatchObject({ type: "error", status: 500, error: { code: "server_error" } });
  expect(server.errors).toMatchObject([{ message: "a bug" }]);
  for (const each of [client, other]) expect((await each.create({ input: hi })).text).toBe("hi");
});

/** Fails for the input `fail`, and says `fine` to all else. */
function failing(fail: () => AsyncIterable<BackendChunk>): ReadonlyMap<string, Backend> {
  const backend: Backend = {
    id: "odd",
    run: ({ input }) => {
      if (JSON.stringify(input.at(-1)).includes("fail")) return fail();
      return (async function* (): AsyncGenerator<BackendChunk> {
        await Promise.resolve();
        yield { type: "text", text: "fine" };
      })();
    },
  };
  return new Map([["odd", backend]]);
}

const CYCLE: Record<string, unknown> = { type: "from_a_model" };
CYCLE.self = CYCLE;

const FAILURES: [string, () => AsyncIterable<BackendChunk>][] = [
  [
    "a model that throws at once",
    () => {
      throw new Error("at once");
    },
  ],
  [
    "an item that cannot be sent",
    async function* () {
      await Promise.resolve();
      yield { type: "text", text: "so far" };
      yield { type: "item", item: CYCLE };
    },
  ],
];

test.each(FAILURES)(
  "[S20] [S30] %s ends in one response.failed, and its lane goes on",
  async (_case, fail) => {
    const server = await startServer({ models: failing(fail) });
    const client = await server.connect();
    const first = await client.create({ model: "odd", store: false, input: "go" });
    const { end } = await client.create({
      ...{ model: "odd", store: false, input: "fail" },
      previous_response_id: first.id,
    });
    expect(end.type).toBe("response.failed");
    expect(responseOf(end)).toMatchObject({ status: "failed", error: { code: "server_error" } });
    expect(server.errors.length).toBeGreaterThan(0);
    const again = await client.create({ model: "odd", previous_response_id: first.id, input: "go" });
    expect(errorOf(again.end).code).toBe("previous_response_not_found");
    expect((await client.create({ model: "odd", input: "go" })).text).toBe("fine");
    const ends = client.frames.filter(isTerminal).map(({ type }) => type);
    expect(ends).toEqual(["response.completed", "response.failed", "error", "response.completed"]);
  },
);

test.each(FAILURES.slice(0, 1))("[S30] over HTTP %s is a failed response", async (_case, fail) => {
  const { post } = await startServer({ models: failing(fail) });
  const response = await post({ model: "odd", input: "fail" });
  expect(await response.json()).toMatchObject({ status: "failed", error: { code: "server_error" } });
  expect(await (await post({ model: "odd", input: "go" })).json()).toMatchObject({ status: "completed" });
});

test("[S30] a failure before a response begins is an error 500 that evicts its parent", async () => {
  class Broken extends Map<string, Backend> {
    override get(id: string): Backend | undefined {
      if (id === "broken") throw new Error("a bug");
      return super.get(id);
    }
  }
  const models = new Broken(
    failing(() => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("?")) }) })),
  );
  const server = await startServer({ models });
  const client = await server.connect();
  const { id } = await client.create({ model: "odd", store: false, input: "go" });
  const { end } = await client.create({ model: "broken", previous_response_id: id, input: "go" });
  expect(end).toMatchObject({ type: "error", status: 500, error: { code: "server_error" } });
  expect(server.errors).toMatchObject([{ message: "a bug" }]);
  const again = await client.create({ model: "odd", previous_response_id: id, input: "go" });
  expect(errorOf(again.end).code).toBe("previous_response_not_found");
});
