import { expect, test } from "vitest";
import { responseOf, type Frame, type TestClient } from "./testing/client";
import { output, script, startServer } from "./testing/server";

const call = (name: string) => ({ call: { name, arguments: {} } });

/** A running response that has come as far as its hold. */
async function running(steps: readonly unknown[], next: readonly unknown[] = [{ context: true }]) {
  const { connect, holds } = await startServer();
  const client = await connect();
  client.send({ type: "response.create", model: "scripted", store: false, input: script(steps, next) });
  await holds.reached("gate");
  const { id } = responseOf(await client.nextOf("response.created"));
  return { client, holds, id };
}

const steer = (client: TestClient, previous_response_id: string, input: unknown) => {
  client.send({ type: "response.steer", previous_response_id, input });
};
const idOf = (frame: Frame): unknown => (frame.steer as { id?: unknown }).id;

test("[S54] every submission waits with one stub for each open call, and one create carries them all", async () => {
  const { client, holds, id } = await running([call("f"), call("g"), { hold: "gate" }]);
  steer(client, id, "first");
  steer(client, id, [{ role: "user", content: "second" }]);
  const accepted = [
    await client.nextOf("response.steer.accepted"),
    await client.nextOf("response.steer.accepted"),
  ];
  for (const frame of accepted) expect(idOf(frame)).toMatch(/^steer_[0-9a-f]{32}$/);
  holds.release("gate");
  const calls = responseOf(await client.nextOf("response.completed")).output;
  const pending = [
    await client.nextOf("response.steer.pending"),
    await client.nextOf("response.steer.pending"),
  ];
  expect(pending.map(idOf)).toEqual(accepted.map(idOf));
  for (const { required_input, reason } of pending) {
    expect(reason).toBe("waiting_for_required_input");
    expect(required_input).toEqual(
      calls.map(({ call_id, name }) => ({ type: "function_call_output", call_id, name })),
    );
  }
  const input = calls.map(({ call_id }) => output(call_id));
  const { text } = await client.create({ store: false, previous_response_id: id, input });
  const seen = JSON.parse(text) as { type: string; text?: string }[];
  expect(seen.slice(1).map(({ type, text: words }) => words ?? type)).toEqual([
    ...["function_call", "function_call", "first", "second"],
    ...["function_call_output", "function_call_output"],
  ]);
});

test("[S54] every event about a steer counts on in its target's numbering", async () => {
  const { client, holds, id } = await running([call("f"), { hold: "gate" }]);
  steer(client, id, "go");
  await client.nextOf("response.steer.accepted");
  holds.release("gate");
  await client.nextOf("response.steer.pending");
  expect(client.frames.map(({ sequence_number }) => sequence_number)).toEqual(
    client.frames.map((_, at) => at),
  );
});

test("[S54] a ninth waiting steer is refused, the eight go on", async () => {
  const { client, id } = await running([call("f"), { hold: "gate" }]);
  for (let at = 0; at < 9; at += 1) steer(client, id, `steer ${at}`);
  for (let at = 0; at < 8; at += 1) await client.nextOf("response.steer.accepted");
  expect(await client.nextOf("response.steer.failed")).toMatchObject({
    error: { code: "too_many_pending_steers" },
    steer: { previous_response_id: id, input: "steer 8" },
  });
});

test("[S54] an accepted steer comes back with its input when its target fails", async () => {
  const fail = { fail: { code: "server_error", message: "down" } };
  const { client, holds, id } = await running([call("f"), { hold: "gate" }, fail]);
  steer(client, id, "go left");
  const accepted = await client.nextOf("response.steer.accepted");
  holds.release("gate");
  await client.nextOf("response.failed");
  const failed = await client.nextOf("response.steer.failed");
  expect(failed).toMatchObject({
    error: { code: "successor_creation_failed" },
    steer: { id: idOf(accepted), previous_response_id: id, input: "go left" },
  });
});

test("[S54] an accepted steer comes back when the create that was to carry it is refused", async () => {
  const { client, holds, id } = await running([call("f"), { hold: "gate" }]);
  steer(client, id, "go left");
  await client.nextOf("response.steer.accepted");
  holds.release("gate");
  await client.nextOf("response.steer.pending");
  const { end } = await client.create({ store: false, previous_response_id: id, input: [] });
  expect(end).toMatchObject({ type: "error", status: 400 });
  expect(await client.nextOf("response.steer.failed")).toMatchObject({
    error: { code: "successor_creation_failed" },
    steer: { input: "go left" },
  });
});
