import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config";
import { offeredModels } from "./models";
import { directly, openUpstream } from "./open-upstream";
import type { LineListener } from "./upstream/port";
import { Recorder } from "./upstream/testing/recorder";
import { opens } from "./upstream/testing/requests";
import { ScriptedProvider } from "./upstream/testing/scripted-provider";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A provider that answers, and the lines of a server with these settings beside its address. */
async function lines(env: (url: string) => Record<string, string>) {
  const provider = await ScriptedProvider.start();
  const settings = readConfig({ MODEL: "m", ...env(provider.url) });
  if (!settings.ok) throw new Error(settings.errors.join());
  const offered = offeredModels(settings.config);
  const opened = await openUpstream(settings.config, offered, { log: quiet, reach: directly });
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
  const { provider, open } = await lines((url) => ({ UPSTREAM_URL: url, UPSTREAM_API_KEY_FILE: file }));
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
  const { provider, open } = await lines((url) => ({ UPSTREAM_URL: url, UPSTREAM_API_KEY_FILE: file }));
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
