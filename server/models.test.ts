import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readConfig, type Config } from "./config";
import type { Backend, BackendChunk } from "./embedded/backend";
import { modelChoices, offeredModels } from "./models";

function configOf(env: Record<string, string>): Config {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.errors.join("\n"));
  return result.config;
}

const BACKEND = { BACKEND_URL: "http://127.0.0.1:1/v1", MODEL: "m" };

const offer = (env: Record<string, string>) => {
  const config = configOf(env);
  const { models, otherModels } = offeredModels(config);
  return {
    own: [...models.keys()],
    others: otherModels?.ids ?? null,
    has: (id: string) => (otherModels?.modelFor(id) ?? null) !== null,
    picker: modelChoices(config, models).map(({ id }) => id),
  };
};

test("without a backend there are the embedded models only", () => {
  const { own, others, picker } = offer({});
  expect([own, others, picker]).toEqual([["desk", "echo"], null, ["desk", "echo"]]);
});

test("with one, its model is listed and comes first, and any other id is asked for there", () => {
  const { others, has, picker } = offer(BACKEND);
  expect(others).toEqual(["m"]);
  expect(picker).toEqual(["m", "desk", "echo"]);
  expect([has("m"), has("another"), has("cassette:x")]).toEqual([true, true, false]);
});

test("beside a provider the page's model is the provider's, and the backend lists none", () => {
  const { others, has } = offer({ ...BACKEND, OPENAI_API_KEY: "sk-1" });
  expect(others).toEqual([]);
  expect(has("m")).toBe(true);
});

test("[replay] with CASSETTE_RECORD an answer is recorded, and CASSETTE_DIR plays it again, also beside a provider", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "cassettes-"));
  const recording = offeredModels(configOf({ CASSETTE_DIR: folder, CASSETTE_RECORD: "tour" }));
  const said = await textOf(recording.models.get("echo") ?? null, "good morning");
  const playing = offeredModels(configOf({ CASSETTE_DIR: folder, ...BACKEND, OPENAI_API_KEY: "sk-1" }));
  expect(playing.otherModels?.ids).toEqual(["cassette:tour"]);
  expect(playing.isEmbedded("cassette:tour")).toBe(true);
  expect(await textOf(playing.otherModels?.modelFor("cassette:tour") ?? null, "good morning")).toBe(said);
  expect(said).toContain("good morning");
  expect(playing.otherModels?.modelFor("m")?.id).toBe("backend");
  rmSync(folder, { recursive: true });
});

async function textOf(backend: Backend | null, question: string): Promise<string> {
  const chunks: BackendChunk[] = [];
  const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: question }] }];
  const request = {
    ...{ model: backend?.id ?? "none", instructions: null, input, tools: [], parallelToolCalls: true },
    ...{ maxOutputTokens: null, responseId: "resp_1", settings: {} },
  };
  for await (const chunk of backend?.run(request, new AbortController().signal) ?? []) chunks.push(chunk);
  return chunks.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
}
