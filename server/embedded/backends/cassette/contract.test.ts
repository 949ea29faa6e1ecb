import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { FunctionTool } from "../../../../lib/responses/item";
import type { Backend } from "../../backend";
import { script } from "../../testing/server";
import { backendContract } from "../backend.contract";
import { createScriptedBackend } from "../scripted";
import { createCassetteBackends } from "./cassette";
import { recordCassette } from "./record";
import { createCassetteWriter } from "./writer";

const LONG = "What goes out comes back, word for word and in the order in which it went. ".repeat(4);

const tools: FunctionTool[] = ["f", "g"].map((name) => ({ type: "function", name, parameters: {} }));
const talk = script([{ reason: "hm" }, { say: LONG, chunk: 3 }]);
const ask = script([
  { call: { name: "f", arguments: { a: 1 } } },
  { call: { name: "g", arguments: { b: [2] } } },
]);
const fails = script([{ say: "so far" }, { fail: { code: "server_error", message: "no more" } }]);

async function perform(backend: Backend, text: string, offered: readonly FunctionTool[]): Promise<void> {
  const request = {
    ...{ model: backend.id, instructions: null, input: [{ role: "user", content: text }], tools: offered },
    ...{ parallelToolCalls: true, maxOutputTokens: null, responseId: "resp_1", settings: { tools: offered } },
  };
  for await (const _chunk of backend.run(request, new AbortController().signal));
}

backendContract("cassette", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "cassettes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const errors: unknown[] = [];
  const writer = createCassetteWriter({ folder, name: "three", onError: (error) => errors.push(error) });
  const recording = recordCassette(createScriptedBackend(), (turn) => writer?.add(turn));
  await perform(recording, talk, []);
  await perform(recording, ask, tools);
  await perform(recording, fails, []);
  const backend = createCassetteBackends(folder).modelFor("cassette:three");
  if (backend === null || errors.length > 0) throw new Error("nothing was recorded");
  return { backend, talk, calls: { ask, tools }, fails };
});
