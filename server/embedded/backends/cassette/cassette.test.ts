import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { errorOf, responseOf, type Frame, type TestClient } from "../../testing/client";
import { output, script, startServer } from "../../testing/server";
import type { Backend, BackendChunk, BackendRequest } from "../../backend";
import { createScriptedBackend } from "../scripted";
import { createCassetteBackends } from "./cassette";
import { recordCassette, type RecordedTurn } from "./record";
import { createCassetteWriter } from "./writer";

async function folderOf(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "cassettes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const SCRIPT = script(
  [
    { reason: "both at once" },
    { call: { name: "look", arguments: { at: "a" } } },
    { call: { name: "look", arguments: { at: "b" } } },
  ],
  [{ say: "seen both, as you asked" }, { incomplete: "content_filter" }],
);
const look = { type: "function", name: "look", parameters: { type: "object" } };
const tools = [look];
const settings = { instructions: "Look twice.", tools };

type Told = { client: TestClient; model: string; first?: string; seen?: string };

/** A session with a round of two calls; every frame of it. */
async function converse({ client, model, first = SCRIPT, seen = "seen" }: Told): Promise<Frame[]> {
  const one = await client.create({ model, ...settings, input: first });
  const calls = responseOf(one.end).output.filter(({ type }) => type === "function_call");
  const input = calls.map(({ call_id }, at) => output(call_id, `${seen} ${at}`));
  const two = await client.create({ model, ...settings, previous_response_id: one.id, input });
  return [...one.frames, ...two.frames];
}

async function recorded(folder: string, first = SCRIPT) {
  const name = "looks";
  const errors: unknown[] = [];
  const writer = createCassetteWriter({ folder, name, onError: (error) => errors.push(error) });
  const backend = recordCassette(createScriptedBackend(), (turn) => writer?.add(turn));
  const server = await startServer({ models: new Map([["scripted", backend]]) });
  const frames = await converse({ client: await server.connect(), model: "scripted", first });
  expect(errors).toEqual([]);
  return frames;
}

async function player(folder: string, name = "looks") {
  const model = `cassette:${name}`;
  const backend = createCassetteBackends(folder).modelFor(model);
  if (backend === null) throw new Error("no such cassette");
  const server = await startServer({ models: new Map([[model, backend]]) });
  return { model, connect: server.connect };
}

/** Frames with the ids and times that every server makes for itself named in the order of their appearance. */
function comparable(frames: readonly Frame[], model: string): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(frames)
    .replaceAll(/"(?:created_at|completed_at)":\d+/g, '"at":0')
    .replaceAll(/\b(resp|msg|fc|rs|call)_[0-9a-f]{32}\b/g, (id, kind: string) => {
      if (!names.has(id)) names.set(id, `${kind}_${names.size}`);
      return names.get(id) ?? id;
    });
  return JSON.parse(text.replaceAll(`"model":"${model}"`, '"model":"m"'));
}

test("[replay] a recorded tool session played by another server gives the same events", async () => {
  const folder = await folderOf();
  const frames = await recorded(folder);
  const { model, connect } = await player(folder);
  const again = await converse({ client: await connect(), model });
  expect(comparable(again, model)).toEqual(comparable(frames, "scripted"));
  expect(frames.at(-1)?.type).toBe("response.incomplete");
});

test("[replay] the turn is found from the context: in another order, from a full input, twice over", async () => {
  const folder = await folderOf();
  await recorded(folder);
  const { model, connect } = await player(folder);
  const client = await connect();
  const call = (at: string) => ({
    type: "function_call",
    call_id: `other_${at}`,
    name: "look",
    arguments: `{"at":"${at}"}`,
  });
  const input = [
    { role: "user", content: SCRIPT },
    { type: "reasoning", id: "rs_x", summary: [{ type: "summary_text", text: "both at once" }] },
    ...[call("a"), call("b"), output("other_a", "seen 0"), output("other_b", "seen 1")],
  ];
  for (let times = 0; times < 2; times += 1) {
    expect((await client.create({ model, ...settings, input })).text).toBe("seen both, as you asked");
    expect(responseOf((await client.create({ model, ...settings, input: SCRIPT })).end).output).toHaveLength(
      3,
    );
  }
});

test("[replay] a changed message is refused with 409 and shows both sides", async () => {
  const folder = await folderOf();
  await recorded(folder);
  const { model, connect } = await player(folder);
  const client = await connect();
  const { end } = await client.create({ model, ...settings, input: "#script something else" });
  expect(end).toMatchObject({ type: "error", status: 409, error: { code: "cassette_mismatch" } });
  expect(errorOf(end).message).toMatch(
    /Closest is turn 0 of 2: input\[0\] differs\n- recorded: .*both at once.*\n\+ sent: .*something else/s,
  );
  const changed = await converse({ client: await connect(), model, seen: "unseen" });
  const message = errorOf(changed.at(-1) ?? { type: "?" }).message;
  expect(message).toContain("Closest is turn 1 of 2: input[4] differs");
  expect(message).toContain('"output":"seen 0"');
  expect(message).toContain('"output":"unseen 0"');
});

test("[replay] the message stays short and shows the place where the difference stands deep in a long text", async () => {
  const folder = await folderOf();
  const long = SCRIPT + " ".repeat(5000);
  await recorded(folder, long);
  const { model, connect } = await player(folder);
  const input = `${long}${"x".repeat(100_000)}`;
  const { end } = await (await connect()).create({ model, ...settings, input });
  expect(errorOf(end).message.length).toBeLessThanOrEqual(1000);
  expect(errorOf(end).message).toContain("xxxx");
});

test.each([
  ["other tools", { tools: [] }, "the tools differ"],
  ["other instructions", { instructions: "Look away." }, "the instructions differ"],
  [
    "another schema of a tool",
    { tools: [{ ...look, parameters: { type: "object", required: ["at"] } }] },
    'tools[0] look differs\n- recorded: {"name":"look","parameters":{"type":"object"},"type":"function"}\n+ sent:     {"name":"look","parameters":{"required":["at"],"type":"object"},"type":"function"}',
  ],
  ["another description", { tools: [{ ...look, description: "Looks." }] }, "tools[0] look differs"],
  ["a long description", { tools: [{ ...look, description: "x".repeat(999) }] }, "+ sent:     sha256:"],
  [
    "a hosted tool",
    { tools: [look, { type: "web_search" }] },
    "tools[1] web_search differs\n- recorded: (nothing)",
  ],
  [
    "another tool_choice",
    { tool_choice: "required" },
    'tool_choice differs\n- recorded: (nothing)\n+ sent:     "required"',
  ],
  ["another form of text", { text: { format: { type: "json_object" } } }, "text.format differs"],
])("[replay] a request with %s is a mismatch", async (_case, changed, told) => {
  const folder = await folderOf();
  await recorded(folder);
  const { model, connect } = await player(folder);
  const { end } = await (await connect()).create({ model, ...settings, ...changed, input: SCRIPT });
  expect(errorOf(end).message).toContain(told);
});

test("[replay] the same settings in other words are the same", async () => {
  const folder = await folderOf();
  await recorded(folder);
  const { model, connect } = await player(folder);
  const said = {
    tools: [{ parameters: { type: "object" }, description: null, name: "look", type: "function" }],
    ...{ tool_choice: "auto", text: { format: { type: "text" }, verbosity: "low" } },
    ...{ metadata: { run: "2" }, prompt_cache_key: "other", temperature: 0.5 },
  };
  const { end } = await (await connect()).create({ model, ...settings, ...said, input: SCRIPT });
  expect(end.type).toBe("response.completed");
});

test("[replay] what a cassette leaves out is not compared", async () => {
  const folder = await folderOf();
  await recorded(folder);
  const file = path.join(folder, "looks.json");
  const tape = JSON.parse(await readFile(file, "utf8")) as { turns: { request: Record<string, unknown> }[] };
  for (const { request } of tape.turns) {
    delete request.tools;
    delete request.instructions;
    delete request.settings;
  }
  await writeFile(file, JSON.stringify(tape));
  const { model, connect } = await player(folder);
  const { end } = await (await connect()).create({ model, input: SCRIPT });
  expect(end.type).toBe("response.completed");
});

test("[replay] the file is private, holds no minted id, and nothing else is left in the folder", async () => {
  const folder = await folderOf();
  await recorded(folder);
  expect(await readdir(folder)).toEqual(["looks.json"]);
  expect((await stat(path.join(folder, "looks.json"))).mode & 0o777).toBe(0o600);
  const text = await readFile(path.join(folder, "looks.json"), "utf8");
  expect(text).not.toMatch(/(resp|msg|fc|rs|call)_[0-9a-f]{32}/);
  expect(text).toContain('"call_2"');
});

test.each(["../looks", "a/b", ".hidden", "", "a".repeat(65), "looks.json/..", "a\\b", "a\0b"])(
  "[replay] %j is no cassette's name",
  async (name) => {
    const folder = await folderOf();
    expect(createCassetteBackends(folder).modelFor(`cassette:${name}`)).toBeNull();
    expect(createCassetteWriter({ folder, name, onError: () => undefined })).toBeNull();
  },
);

test("[replay] missing, broken and foreign files are refused with a reason", async () => {
  const folder = await folderOf();
  await writeFile(path.join(folder, "broken.json"), "{");
  await writeFile(
    path.join(folder, "odd.json"),
    '{"format":"longwire-cassette","version":1,"turns":[{"request":{"same":-1}}]}',
  );
  await writeFile(path.join(folder, "empty.json"), '{"format":"longwire-cassette","version":1,"turns":[]}');
  const cassettes = createCassetteBackends(folder);
  expect(cassettes.ids).toEqual(["cassette:broken", "cassette:empty", "cassette:odd"]);
  expect(createCassetteBackends(path.join(folder, "nowhere")).ids).toEqual([]);
  expect(await play(cassettes.modelFor("cassette:gone"))).toMatchObject([
    { status: 404, code: "cassette_not_found" },
  ]);
  expect(await play(cassettes.modelFor("cassette:broken"))).toMatchObject([
    { status: 500, code: "cassette_invalid" },
  ]);
  expect(await play(cassettes.modelFor("cassette:odd"))).toMatchObject([
    { status: 500, code: "cassette_invalid", message: expect.stringContaining("turns.0.request") as string },
  ]);
  expect(await play(cassettes.modelFor("cassette:empty"))).toMatchObject([
    { status: 409, message: expect.stringContaining("no turns") as string },
  ]);
});

test("[replay] recorded time passes at the pace that is asked for, and an abort ends the wait", async () => {
  const folder = await folderOf();
  const writer = createCassetteWriter({ folder, name: "slow", onError: () => undefined });
  let clock = 0;
  const slow: Backend = {
    id: "slow",
    async *run() {
      yield { type: "text", text: "a" };
      clock += 50_000;
      yield { type: "text", text: "b" };
    },
  };
  await play(
    recordCassette(
      slow,
      (turn) => writer?.add(turn),
      () => clock,
    ),
  );
  const chunks = await play(createCassetteBackends(folder).modelFor("cassette:slow"));
  expect(chunks.map(({ type }) => type)).toEqual(["text", "text"]);
  const abort = new AbortController();
  const paced = createCassetteBackends(folder, { pace: 1 }).modelFor("cassette:slow");
  const heard: BackendChunk[] = [];
  for await (const chunk of paced?.run(REQUEST, abort.signal) ?? []) {
    heard.push(chunk);
    abort.abort();
  }
  expect(heard).toEqual([{ type: "text", text: "a" }]);
});

test("[replay] an answer that was broken off is not recorded, one that threw is a failure", async () => {
  const turns: RecordedTurn[] = [];
  const backend: Backend = {
    id: "odd",
    async *run(request) {
      yield { type: "text", text: "half" };
      if (request.model === "throws") throw new Error("inner secret");
      await new Promise<void>(() => undefined);
    },
  };
  const recording = recordCassette(backend, (turn) => void turns.push(turn));
  const abort = new AbortController();
  for await (const _chunk of recording.run(REQUEST, abort.signal)) {
    abort.abort();
    break;
  }
  expect(turns).toEqual([]);
  await expect(play(recording, { ...REQUEST, model: "throws" })).rejects.toThrow("inner secret");
  expect(turns[0]?.chunks.map(({ chunk }) => chunk)).toEqual([
    { type: "text", text: "half" },
    { type: "end", reason: "failed", code: "server_error", message: "The model failed while answering." },
  ]);
});

test("[replay] of two answers to one request the later is kept", async () => {
  const folder = await folderOf();
  const writer = createCassetteWriter({ folder, name: "twice", onError: () => undefined });
  const say = (text: string): Promise<void> | undefined =>
    writer?.add({
      sent: { input: [], tools: [], instructions: "none", settings: {} },
      chunks: [{ after: 0, chunk: { type: "text", text } }],
    });
  await Promise.all([say("one"), say("two")]);
  const tape = JSON.parse(await readFile(path.join(folder, "twice.json"), "utf8")) as { turns: unknown[] };
  expect(tape.turns).toHaveLength(1);
  expect(await play(createCassetteBackends(folder).modelFor("cassette:twice"))).toEqual([
    { type: "text", text: "two" },
  ]);
});

const REQUEST: BackendRequest = {
  ...{ model: "m", instructions: null, input: [], tools: [], parallelToolCalls: true },
  ...{ maxOutputTokens: null, responseId: "resp_1", settings: {} },
};

async function play(backend: Backend | null, request = REQUEST): Promise<BackendChunk[]> {
  const chunks: BackendChunk[] = [];
  for await (const chunk of backend?.run(request, new AbortController().signal) ?? []) chunks.push(chunk);
  return chunks;
}
