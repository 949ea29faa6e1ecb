import { expect, test } from "vitest";
import { responseOf, type TestClient } from "./testing/client";
import { output, script, startServer } from "./testing/server";

const begin = (client: TestClient, body: object) => {
  client.send({ type: "response.create", model: "scripted", ...body });
};
const steer = (client: TestClient, previous_response_id: string, input: unknown = "go left") => {
  client.send({ type: "response.steer", previous_response_id, input });
};

test("[S53] a model that cannot be steered says so and hands the input back", async () => {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const model = {
    id: "stiff",
    async *run() {
      yield { type: "accepted" as const };
      await gate;
      yield { type: "text" as const, text: "done" };
    },
  };
  const client = await (await startServer({ models: new Map([["stiff", model]]) })).connect();
  begin(client, { model: "stiff", input: "x" });
  const { id } = responseOf(await client.nextOf("response.created"));
  steer(client, id);
  expect(await client.nextOf("response.steer.failed")).toMatchObject({
    error: { code: "steering_not_supported" },
    steer: { previous_response_id: id, input: "go left" },
  });
  go();
  const { sequence_number } = await client.nextOf("response.completed");
  const numbers = client.frames.map((frame) => frame.sequence_number);
  expect(numbers).toEqual(Array.from({ length: Number(sequence_number) + 1 }, (_, at) => at));
});

test("[S54] an accepted steer ends the target and a successor with its settings follows", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  const input = script([{ say: "part" }, { hold: "never" }], [{ context: true }]);
  begin(client, { stream_id: "a", instructions: "I", store: false, input });
  await holds.reached("never");
  const { id } = responseOf(await client.nextOf("response.created"));
  steer(client, id);
  const accepted = await client.nextOf("response.steer.accepted");
  expect(accepted).toMatchObject({ stream_id: "a", steer: { previous_response_id: id } });
  const end = await client.nextOf("response.incomplete");
  expect(responseOf(end)).toMatchObject({ id, incomplete_details: { reason: "steered" } });
  expect(end.sequence_number).toBe(Number(accepted.sequence_number) + 1);
  const created = await client.nextOf("response.created");
  expect(created).toMatchObject({ stream_id: "a", sequence_number: 0 });
  expect(responseOf(created)).toMatchObject({ instructions: "I", store: false, previous_response_id: id });
  const done = await client.nextOf("response.output_text.done");
  expect(JSON.parse(String(done.text))).toMatchObject([
    { role: "user" },
    { text: "part" },
    { text: "go left" },
  ]);
});

test("[S54] with open calls the steer waits, and one create continues with it prepended", async () => {
  const { connect, holds } = await startServer();
  const client = await connect();
  const input = script([{ call: { name: "f", arguments: {} } }, { hold: "call" }], [{ context: true }]);
  begin(client, { store: false, input });
  await holds.reached("call");
  const { id } = responseOf(await client.nextOf("response.created"));
  steer(client, id);
  await client.nextOf("response.steer.accepted");
  holds.release("call");
  const [call] = responseOf(await client.nextOf("response.completed")).output;
  expect(await client.nextOf("response.steer.pending")).toMatchObject({
    reason: "waiting_for_required_input",
    required_input: [{ type: "function_call_output", call_id: call?.call_id, name: "f" }],
  });
  const { text } = await client.create({
    store: false,
    previous_response_id: id,
    input: [output(call?.call_id)],
  });
  expect((JSON.parse(text) as { type: string }[]).map(({ type }) => type)).toEqual([
    "message",
    "function_call",
    "message",
    "function_call_output",
  ]);
});

test.each([
  ["an unknown response", "resp_x", "go", "response_not_found"],
  ["a finished response", null, "go", "response_already_completed"],
])("[S53] steering %s fails", async (_case, target, input, code) => {
  const client = await (await startServer()).connect();
  const { id } = await client.create({ input: script([{ say: "x" }]) });
  steer(client, target ?? id, input);
  expect(await client.nextOf("response.steer.failed")).toMatchObject({ error: { code }, steer: { input } });
});

test.each([
  [[]],
  [7],
  [[{ type: "function_call_output", call_id: "c", output: "o" }]],
  [[{ role: "user", content: 7 }]],
  [[{ role: "user" }]],
])("[S53] the steer input %j is refused", async (input) => {
  const { connect, holds } = await startServer();
  const client = await connect();
  begin(client, { input: script([{ hold: "bad" }]) });
  await holds.reached("bad");
  const { id } = responseOf(await client.nextOf("response.created"));
  steer(client, id, input);
  expect(await client.nextOf("response.steer.failed")).toMatchObject({ error: { code: "invalid_input" } });
  holds.release("bad");
  expect((await client.nextOf("response.completed")).type).toBe("response.completed");
});
