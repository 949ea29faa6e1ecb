import { expect, test } from "vitest";
import type { Backend, BackendChunk } from "./backend";
import { responseOf, type Frame, type TestClient } from "./testing/client";
import { output, script, startServer } from "./testing/server";

const call = { call: { name: "f", arguments: {} } };
const HELD = script([call, { hold: "gate" }], [{ context: true }]);

const steer = (client: TestClient, previous_response_id: string, input: unknown = "go left"): void => {
  client.send({ type: "response.steer", previous_response_id, input });
};

/** A response on lane `a` that has ended with one open call, and an accepted steer that waits for its output. */
async function waiting(limits: { maxQueuedBytes?: number } = {}, body: object = { store: false }) {
  const { connect, holds } = await startServer({ limits });
  const client = await connect();
  client.send({ type: "response.create", model: "scripted", stream_id: "a", input: HELD, ...body });
  await holds.reached("gate");
  const { id } = responseOf(await client.nextOf("response.created"));
  steer(client, id);
  await client.nextOf("response.steer.accepted");
  holds.release("gate");
  const [open] = responseOf(await client.nextOf("response.completed")).output;
  const pending = await client.nextOf("response.steer.pending");
  const answer = { ...body, previous_response_id: id, input: [output(open?.call_id)] };
  return { client, holds, id, answer, pending };
}

const returned = (client: TestClient): Frame[] =>
  client.frames.filter(({ type }) => type === "response.steer.failed");

/** Steerable; is refused what it is asked once it has been steered. */
function refusing(): Backend {
  return {
    id: "refusing",
    steerable: true,
    async *run({ input }, signal): AsyncGenerator<BackendChunk> {
      if (input.length > 1) {
        return yield {
          type: "refuse",
          status: 429,
          code: "rate_limit_exceeded",
          message: "later",
          headers: {},
        };
      }
      yield { type: "accepted" };
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          resolve();
        });
      });
    },
  };
}

test("[S54] an accepted steer whose successor is refused comes back with its input", async () => {
  const client = await (await startServer({ models: new Map([["refusing", refusing()]]) })).connect();
  client.send({ type: "response.create", model: "refusing", stream_id: "a", store: false, input: "x" });
  const { id } = responseOf(await client.nextOf("response.created"));
  steer(client, id);
  const accepted = await client.nextOf("response.steer.accepted");
  const end = await client.nextOf("response.incomplete");
  expect(await client.next()).toMatchObject({ type: "error", status: 429, stream_id: "a" });
  expect(await client.next()).toEqual({
    type: "response.steer.failed",
    sequence_number: Number(end.sequence_number) + 1,
    stream_id: "a",
    error: expect.objectContaining({ code: "successor_creation_failed" }) as unknown,
    steer: { ...(accepted.steer as object), input: "go left" },
  });
});

test("[S44] a fork that is refused leaves a waiting steer to the parent's own lane", async () => {
  const { client, id, answer } = await waiting();
  for (const body of [{ input: [] }, { tools: 7 }]) {
    const fork = await client.create({ ...answer, stream_id: "b", ...body });
    expect(fork.end).toMatchObject({ type: "error", status: 400, stream_id: "b" });
  }
  const { text } = await client.create({ ...answer, stream_id: "a" });
  expect(text).toContain('"text":"go left"');
  expect(returned(client)).toEqual([]);
  expect(id).not.toBe("");
});

test("[S44] a steer whose target is replaced in its lane and not stored comes back", async () => {
  const { client, id, pending } = await waiting();
  await client.create({ stream_id: "a", input: script([{ say: "another subject" }]) });
  const failed = await client.nextOf("response.steer.failed");
  expect(failed).toMatchObject({
    error: { code: "successor_creation_failed" },
    steer: { previous_response_id: id, input: "go left" },
    stream_id: "a",
    sequence_number: Number(pending.sequence_number) + 1,
  });
});

test("[S54] a steer whose target is stored waits on when its lane goes on without it", async () => {
  const { client, answer } = await waiting({}, { store: true });
  await client.create({ stream_id: "a", input: script([{ say: "another subject" }]) });
  expect((await client.create({ ...answer, stream_id: "b" })).text).toContain('"text":"go left"');
  expect(returned(client)).toEqual([]);
});

test("[S54] two creates that carry on one target carry its steer once", async () => {
  const { client, answer } = await waiting();
  for (const stream_id of ["a", "b"]) {
    client.send({ type: "response.create", model: "scripted", ...answer, stream_id });
  }
  await client.nextOf("response.completed");
  await client.nextOf("response.completed");
  const said = client.frames.filter(({ type }) => type === "response.output_text.done");
  expect(said).toHaveLength(2);
  expect(said.filter(({ text }) => String(text).includes("go left"))).toHaveLength(1);
});

test("[S54] the bytes of waiting steers are bounded", async () => {
  const { connect, holds } = await startServer({ limits: { maxQueuedBytes: 3000 } });
  const client = await connect();
  client.send({ type: "response.create", model: "scripted", input: HELD });
  await holds.reached("gate");
  const { id } = responseOf(await client.nextOf("response.created"));
  const input = "x".repeat(1300);
  for (let at = 0; at < 3; at += 1) steer(client, id, input);
  for (let at = 0; at < 2; at += 1) await client.nextOf("response.steer.accepted");
  expect(await client.nextOf("response.steer.failed")).toMatchObject({
    error: { code: "too_many_pending_steers" },
    steer: { input },
  });
});

test("[S21] [S34] a steer of an ended response fails in its target's lane and numbering", async () => {
  const client = await (await startServer()).connect();
  const { end, id } = await client.create({ stream_id: "a", input: script([{ say: "x" }]) });
  for (let at = 1; at <= 2; at += 1) {
    steer(client, id);
    expect(await client.nextOf("response.steer.failed")).toMatchObject({
      error: { code: "response_already_completed" },
      sequence_number: Number(end.sequence_number) + at,
      stream_id: "a",
    });
  }
});

test("[S21] [S34] a steer that a refused create was to carry comes back in its target's lane and numbering", async () => {
  const { client, pending, answer } = await waiting();
  await client.create({ ...answer, stream_id: "a", input: [] });
  expect(await client.nextOf("response.steer.failed")).toMatchObject({
    stream_id: "a",
    sequence_number: Number(pending.sequence_number) + 1,
  });
});
