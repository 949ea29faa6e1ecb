import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config";
import { offeredModels } from "./models";
import { directly, openUpstream } from "./open-upstream";
import type { LineListener } from "./upstream/port";
import { HttpProvider } from "./upstream/testing/http-provider";
import { Recorder } from "./upstream/testing/recorder";
import { opens, settings } from "./upstream/testing/requests";
import { answer } from "./upstream/testing/reply";
import { ScriptedProvider } from "./upstream/testing/scripted-provider";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A provider that answers, and the lines of a server with these settings beside its address. */
async function lines<P extends ScriptedProvider | HttpProvider>(
  provider: P,
  env: (url: string) => Record<string, string>,
) {
  const read = readConfig({ MODEL: "m", ...env(provider.url) });
  if (!read.ok) throw new Error(read.errors.join());
  const offered = offeredModels(read.config);
  const opened = await openUpstream(read.config, offered, { log: quiet, reach: directly });
  onTestFinished(async () => {
    await opened.close();
    await provider.close();
  });
  return { provider, open: (listener: LineListener) => opened.upstream.open(listener) };
}

function keyFile(key: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "longwire-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "key");
  writeFileSync(file, key);
  return file;
}

test("[C3] [U30] a key file is read anew for each connection, and one that is gone is told, not a crash", async () => {
  const file = keyFile("sk-before-0001\n");
  const { provider, open } = await lines(await ScriptedProvider.start(), (url) => ({
    UPSTREAM_URL: url,
    UPSTREAM_API_KEY_FILE: file,
  }));
  const create = async () => {
    const heard = new Recorder();
    const line = open(heard);
    line.create(opens("a"));
    const ended = await heard.ended("a");
    line.close();
    return ended;
  };
  expect(await create()).toMatchObject({ type: "done" });
  writeFileSync(file, "sk-after-0002\n");
  expect(await create()).toMatchObject({ type: "done" });
  rmSync(file);
  expect(await create()).toMatchObject({
    failure: { code: "unauthorized", message: expect.stringContaining("UPSTREAM_API_KEY_FILE") },
  });
  const sent = provider.handshakes.map(({ authorization }) => authorization);
  expect(sent).toEqual(["Bearer sk-before-0001", "Bearer sk-after-0002"]);
});

test("[C4] [U29] a key file that was rotated meanwhile serves the one repeat after a 401", async () => {
  const file = keyFile("sk-before-0001");
  const { provider, open } = await lines(await ScriptedProvider.start(), (url) => ({
    UPSTREAM_URL: url,
    UPSTREAM_API_KEY_FILE: file,
  }));
  provider.refusals.push({
    status: 401,
    get body() {
      writeFileSync(file, "sk-after-0002");
      return {};
    },
  });
  const heard = new Recorder();
  open(heard).create(opens("a"));
  expect(await heard.ended("a")).toMatchObject({ type: "done" });
  const sent = provider.handshakes.map(({ authorization }) => authorization);
  expect(sent).toEqual(["Bearer sk-before-0001", "Bearer sk-after-0002"]);
});

const TOKEN = "docs-token-0001";
const MCP = {
  type: "mcp",
  server_label: "docs",
  server_url: "https://docs.example/mcp",
  require_approval: "always",
};
const HOSTED = ["web_search", { ...MCP, authorization_env: "DOCS_TOKEN" }, "code_interpreter"];
const OFFERED = [
  { type: "web_search" },
  { ...MCP, authorization: TOKEN },
  { type: "code_interpreter", container: { type: "auto" } },
  ...settings.tools,
];
const INCLUDE = [
  "reasoning.encrypted_content",
  "web_search_call.action.sources",
  "code_interpreter_call.outputs",
];

const hosted = (url: string) => ({
  ...{ UPSTREAM_URL: url, UPSTREAM_API_KEY: "sk-test-key-0001", DOCS_TOKEN: TOKEN },
  HOSTED_TOOLS: JSON.stringify(HOSTED),
});

test("[C21] hosted tools go with every create of the provider's models in the order of the settings", async () => {
  const { provider, open } = await lines(await ScriptedProvider.start(), hosted);
  const heard = new Recorder();
  const line = open(heard);
  for (const key of ["a", "b"]) {
    line.create(opens(key));
    await heard.ended(key);
  }
  expect(provider.requests).toHaveLength(2);
  for (const { body } of provider.requests) expect(body).toMatchObject({ tools: OFFERED, include: INCLUDE });
});

test("[C35] hosted tools go over HTTP as they do over the WebSocket", async () => {
  const { provider, open } = await lines(await HttpProvider.start(), hosted);
  const heard = new Recorder();
  open(heard).create(opens("a"));
  await heard.ended("a");
  expect(provider.requests.map(({ body }) => body)).toMatchObject([{ tools: OFFERED, include: INCLUDE }]);
});

test("an embedded model is offered none of the provider's tools", async () => {
  const { provider, open } = await lines(await ScriptedProvider.start(), hosted);
  const heard = new Recorder();
  const line = open(heard);
  line.create({ ...opens("a"), settings: { ...settings, model: "echo" } });
  expect(await heard.ended("a")).toMatchObject({ type: "done" });
  expect(provider.requests).toHaveLength(0);
  expect(heard.of("a").length).toBeGreaterThan(1);
});

test("[C1] a credential of a hosted tool comes back neither in a failure nor in an item of its server", async () => {
  const { provider, open } = await lines(await ScriptedProvider.start(), hosted);
  const item = { type: "mcp_call", id: "mcp_1", server_label: "docs", name: "read", arguments: "{}" };
  provider.replies.push({
    type: "script",
    run: ({ socket, id }) => {
      const echoed = { ...item, error: `Refused: "${TOKEN}"` };
      for (const frame of answer(id, [echoed])) socket.send(JSON.stringify(frame));
    },
  });
  const message = `Bad authorization ${TOKEN} for docs.`;
  provider.replies.push({ type: "error", status: 400, code: "invalid_mcp", message });
  provider.replies.push({ type: "error", status: 400, code: "invalid_mcp", message });
  const heard = new Recorder();
  const line = open(heard);
  line.create(opens("a"));
  expect(await heard.ended("a")).toMatchObject({ output: [{ error: 'Refused: "[redacted]"' }] });
  line.create(opens("b"));
  expect(await heard.ended("b")).toMatchObject({
    failure: { message: "Bad authorization [redacted] for docs." },
  });
  const request = { model: "m", instructions: "", input: [], maxOutputTokens: 9 };
  const asked = await line.ask(request, new AbortController().signal);
  expect(JSON.stringify([asked, heard.events])).not.toContain(TOKEN);
});
