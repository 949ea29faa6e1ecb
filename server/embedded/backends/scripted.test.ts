import { expect, test } from "vitest";
import { script, startServer } from "../testing/server";
import { responseOf } from "../testing/client";
import { parseScript, ScriptFault } from "./script";

const connectNew = async () => (await startServer()).connect();

test("say cuts its text into deltas of the given size", async () => {
  const client = await connectNew();
  const { frames } = await client.create({ input: script([{ say: "abcdefgh😀i", chunk: 3, every: 1 }]) });
  const deltas = frames.filter(({ type }) => type === "response.output_text.delta").map(({ delta }) => delta);
  expect(deltas).toEqual(["abc", "def", "gh😀", "i"]);
});

test("each say is a message of its own", async () => {
  const client = await connectNew();
  const { end } = await client.create({ input: script([{ say: "a" }, { say: "b" }]) });
  expect(responseOf(end).output).toHaveLength(2);
});

test("raw_call sends its arguments exactly as given", async () => {
  const client = await connectNew();
  const { end } = await client.create({
    input: script([{ raw_call: { name: "f", arguments: "{not json" } }]),
  });
  expect(responseOf(end).output[0]).toMatchObject({ name: "f", arguments: "{not json" });
});

test("once plays its steps only the first time", async () => {
  const client = await connectNew();
  const input = script([{ once: [{ fail: { code: "server_error", message: "x" } }] }, { say: "well" }]);
  expect((await client.create({ input })).end.type).toBe("response.failed");
  expect((await client.create({ input })).text).toBe("well");
});

test("once may hold a refusal", async () => {
  const client = await connectNew();
  const input = script([
    { once: [{ refuse: { status: 503, code: "overloaded", message: "x" } }] },
    { say: "well" },
  ]);
  const { frames } = await client.create({ input });
  expect(frames).toMatchObject([{ type: "error", status: 503 }]);
  expect((await client.create({ input })).text).toBe("well");
});

const refusal = { refuse: { status: 503, code: "overloaded", message: "x" } };

test.each([
  ["once", [{ once: [{ wait: 1 }] }, refusal]],
  ["repeat", [{ repeat: 2, steps: [{ wait: 1 }, { wait: 0 }] }, refusal]],
  ["nested steps", [{ wait: 1 }, { once: [{ repeat: 2, steps: [{ wait: 1 }] }, { once: [] }] }, refusal]],
  ["steps that hold it", [{ once: [{ wait: 1 }, { repeat: 1, steps: [refusal] }] }]],
])("[S30] a refusal that comes after waiting in %s is an error frame", async (_case, steps) => {
  const client = await connectNew();
  const { frames } = await client.create({ input: script(steps) });
  expect(frames).toMatchObject([{ type: "error", status: 503, error: { code: "overloaded" } }]);
});

test("[S30] a refusal after something was said in once is a failed response", async () => {
  const client = await connectNew();
  const { frames } = await client.create({ input: script([{ once: [{ say: "x" }] }, refusal]) });
  expect(frames[0]?.type).toBe("response.created");
  expect(frames.at(-1)?.type).toBe("response.failed");
});

test("repeat repeats steps within a turn, and turns", async () => {
  const client = await connectNew();
  const input = script({ repeat: 2, turn: [{ repeat: 3, steps: [{ say: "x" }] }] }, [{ say: "last" }]);
  let { id, text } = await client.create({ input });
  const texts = [text];
  for (let at = 0; at < 3; at += 1) {
    ({ id, text } = await client.create({ previous_response_id: id, input: "on" }));
    texts.push(text);
  }
  expect(texts).toEqual(["xxx", "xxx", "last", "(end of script)"]);
});

test("a stateless replay of the full input lands on the same turn", async () => {
  const client = await connectNew();
  const first = { role: "user", content: script([{ say: "0" }], [{ say: "1" }], [{ say: "2" }]) };
  const input = [
    first,
    { type: "reasoning", summary: [] },
    { role: "assistant", content: "0" },
    { role: "user", content: "a" },
    { role: "assistant", content: "1" },
    { role: "user", content: "b" },
  ];
  expect((await client.create({ input })).text).toBe("2");
});

test("drop cuts the connection without a close frame, after what was said", async () => {
  const client = await connectNew();
  client.send({ type: "response.create", model: "scripted", input: script([{ say: "x" }, { drop: true }]) });
  expect((await client.nextOf("response.output_text.delta")).delta).toBe("x");
  expect(await client.closed).toBe(1006);
});

test("close closes with the given code", async () => {
  const client = await connectNew();
  client.send({ type: "response.create", model: "scripted", input: script([{ close: 1012 }]) });
  expect(await client.closed).toBe(1012);
});

test("stall says nothing more and still answers pings", async () => {
  const client = await connectNew();
  client.send({ type: "response.create", model: "scripted", input: script([{ say: "x" }, { stall: true }]) });
  await client.nextOf("response.output_item.done");
  const ponged = new Promise((resolve) => client.socket.once("pong", resolve));
  client.socket.ping();
  await ponged;
  expect(client.frames.at(-1)?.type).toBe("response.output_item.done");
});

test("a dead stall answers no pings", async () => {
  const client = await connectNew();
  client.send({ type: "response.create", model: "scripted", input: script([{ stall: "dead" }]) });
  await client.nextOf("response.in_progress");
  let pongs = 0;
  client.socket.on("pong", () => (pongs += 1));
  client.socket.ping();
  client.send({ type: "response.cancel" });
  await client.nextOf("response.incomplete");
  expect(pongs).toBe(0);
});

test("frame sends its text as it is", async () => {
  const client = await connectNew();
  const { frames, text } = await client.create({ input: script([{ frame: "{oops" }, { say: "x" }]) });
  expect(frames[2]).toEqual({ type: "?", text: "{oops" });
  expect(text).toBe("x");
});

test.each([
  ['{"a":1}', "not a JSON array"],
  ["[[{}]]", "turn 0, step 0: unknown step"],
  ['[[{"say":"x"}],[{"say":"x"},{"sing":"y"}]]', "turn 1, step 1: unknown step"],
  ['[[{"say":7}]]', 'turn 0, step 0: "say" must be a string'],
  ['[[{"say":"x","evry":1}]]', 'turn 0, step 0: "say" takes only'],
  ['[[{"close":1006}]]', "turn 0, step 0"],
  ['[[{"repeat":2,"steps":[{"wait":"x"}]}]]', "turn 0, step 0, step 0"],
  ["[7]", "turn 0: a turn is an array"],
])("the malformed script %s says where and why", (text, why) => {
  const fault = parseScript(text);
  expect(fault).toBeInstanceOf(ScriptFault);
  expect(fault instanceof ScriptFault ? fault.why : "").toContain(why);
});

test("a malformed script is answered with its fault", async () => {
  const client = await connectNew();
  expect((await client.create({ input: '#script[[{"jump":1}]]' })).text).toMatch(
    /^turn 0, step 0: unknown step/,
  );
});

test("echo streams the newest user text back", async () => {
  const client = await connectNew();
  const text = "What goes out comes back, word for word.";
  expect((await client.create({ model: "echo", input: text })).text).toBe(text);
});
