import { expect, onTestFinished, test } from "vitest";
import { doctorReportSchema, type DoctorReport } from "../../lib/protocol/doctor";
import { readConfig, type Config } from "../config";
import { ask, newBrowser, post, startApp, type TestApp } from "../http/testing/start-app";
import { offeredModels, providerModel } from "../models";
import { createProviderUpstream } from "../upstream/fallback-provider";
import { createResponsesUpstream } from "../upstream/responses-socket";
import { Recorder, until } from "../upstream/testing/recorder";
import type { Call } from "../upstream/testing/reply";
import { opens } from "../upstream/testing/requests";
import { ScriptedProvider } from "../upstream/testing/scripted-provider";
import { steerFailed } from "../upstream/testing/steers";
import { createDiskWatch } from "./disk-watch";
import { createDoctor } from "./doctor";

const KEY = "canary-key-0123456789";
const OTHER_KEYS = {
  BACKEND_URL: "http://127.0.0.1:9/secret-path/v1",
  BACKEND_API_KEY: "canary-backend-key",
  GATEWAY_API_KEY: "canary-gateway-key",
  ACCESS_TOKEN: "canary-access-token",
};

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.errors.join("\n"));
  return read.config;
}

type Bench = {
  app: TestApp;
  provider: ScriptedProvider;
  upstream: ReturnType<typeof createProviderUpstream>;
  /** Everything that the two routes have answered. */
  answers: string[];
  look(): Promise<DoctorReport>;
  probe(): Promise<DoctorReport>;
};

/** The doctor as the server composes it, behind the real HTTP side, over a provider that answers as it is told. */
async function bench(env: Record<string, string> = {}): Promise<Bench> {
  const provider = await ScriptedProvider.start();
  provider.onSteer = ({ socket }) => socket.send(JSON.stringify(steerFailed("steering_not_supported")));
  const config = configOf({ UPSTREAM_URL: provider.url, UPSTREAM_API_KEY: KEY, MODEL: "m", ...env });
  const offered = offeredModels(config);
  const upstream = createProviderUpstream({ url: provider.url, apiKey: () => KEY });
  const embedded = createResponsesUpstream({ url: "ws://127.0.0.1:9/v1", apiKey: () => null });
  const model = providerModel(config, offered.models);
  const doctor = createDoctor({
    ...{ config, offered, embedded, version: "1.2.3", build: "b" },
    disk: createDiskWatch({ directory: "." }),
    counts: () => ({ hosted: 2, viewers: 3 }),
    providers: [{ upstream, model, host: new URL(provider.url).host }],
  });
  const app = await startApp({ doctor });
  onTestFinished(async () => {
    await Promise.all([app.close(), upstream.close(), embedded.close()]);
    await provider.close();
  });
  const cookie = await newBrowser(app);
  const answers: string[] = [];
  const read = ({ text, json }: { text: string; json: unknown }): DoctorReport => {
    answers.push(text);
    return doctorReportSchema.parse(json);
  };
  return {
    ...{ app, provider, upstream, answers },
    look: async () => read(await ask(app.port, { path: "/api/doctor", headers: { cookie } })),
    probe: async () => read(await post(app, "/api/doctor/probe", { cookie })),
  };
}

const only = ({ providers: [provider] }: DoctorReport) => {
  if (provider === undefined) throw new Error("there is no provider");
  return provider;
};

const capability = (report: DoctorReport, wanted: string) =>
  only(report).capabilities.find(({ name }) => name === wanted);

test("a provider that nobody has used is told by its preset, and looking opens no connection", async () => {
  const at = await bench();
  const report = await at.look();
  expect(only(report)).toMatchObject({
    ...{ model: "m", lastHandshake: null, lastError: null, lastProbe: null },
    transport: { transport: "websocket", why: null },
    sockets: { live: 0, pooled: 0 },
  });
  expect(capability(report, "warmup")).toEqual({ name: "warmup", value: false, source: "preset" });
  expect(report).toMatchObject({
    server: { version: "1.2.3", build: "b", node: process.version, mode: "production", faults: false },
    store: { state: "writable", durability: "normal" },
    ...{ sessions: { hosted: 2, viewers: 3 }, backend: null, gateway: false },
    embedded: { models: ["desk", "echo"] },
  });
  expect(at.provider.handshakes).toHaveLength(0);
});

test("[U26] a probe sends warm-ups only, and the report tells what it found and how", async () => {
  const at = await bench();
  const report = await at.probe();
  expect(at.provider.requests.map(({ body }) => body.generate)).toEqual([false, false]);
  expect(only(report)).toMatchObject({ lastProbe: { outcome: "answered" }, lastHandshake: { status: 101 } });
  expect(capability(report, "warmup")).toEqual({ name: "warmup", value: true, source: "probed" });
  expect(capability(report, "lanes")).toMatchObject({ source: "probed" });
  expect(only(report).steerRefusedBy).toEqual(["m"]);
});

test("a socket that opens and on which nothing is answered is told as that", async () => {
  const at = await bench();
  at.provider.replies.push({ type: "script", run: ({ socket }) => socket.terminate() });
  expect(only(await at.probe())).toMatchObject({
    lastProbe: { outcome: "unanswered" },
    lastHandshake: { status: 101 },
  });
});

test("probes that overlap are one", async () => {
  const at = await bench();
  const reports = await Promise.all([at.probe(), at.probe()]);
  expect(at.provider.handshakes).toHaveLength(1);
  expect(reports.map((report) => only(report).lastProbe?.outcome)).toEqual(["answered", "answered"]);
  await at.probe();
  expect(at.provider.handshakes).toHaveLength(2);
});

test("[C7] [U8] a provider without a WebSocket mode is shown on HTTP, with why and until when", async () => {
  const at = await bench();
  at.provider.refusals.push({ status: 426 }, { status: 426 });
  const heard = new Recorder();
  at.upstream.open(heard).create(opens("a"));
  await until(() => at.upstream.transport().transport === "http");
  const provider = only(await at.look());
  expect(provider.transport).toMatchObject({ transport: "http", retryAt: expect.any(Number) });
  expect(provider.transport.why).toContain("426");
  expect(provider.lastHandshake?.status).toBe(426);
});

test("a line of a session is counted, and what the provider closed on it is told", async () => {
  const at = await bench();
  const heard = new Recorder();
  at.upstream.open(heard).create(opens("a"));
  await heard.ended("a");
  expect(only(await at.look()).sockets.live).toBe(1);
  at.provider.sockets[0]?.terminate();
  await until(() => at.upstream.report().sockets.live === 0);
  expect(only(await at.look())).toMatchObject({ lastHandshake: { status: 101 } });
});

test("[S22] no key and no path of an address is in any answer, also where the provider repeats the key", async () => {
  const at = await bench(OTHER_KEYS);
  const body = { error: { message: `Incorrect API key provided: ${KEY}`, code: "invalid_api_key" } };
  at.provider.refusals.push(...[1, 2, 3, 4].map(() => ({ status: 401, body })));
  const report = await at.probe();
  expect(only(report)).toMatchObject({
    lastProbe: { outcome: "refused" },
    lastError: { code: "unauthorized", providerCode: "invalid_api_key" },
  });
  expect(only(report).lastError?.message).toContain("UPSTREAM_API_KEY");
  expect(report).toMatchObject({ backend: { host: "127.0.0.1:9", protocol: null }, gateway: true });
  await at.look();
  expect(at.answers).toHaveLength(2);
  expect(at.answers.join()).toContain("invalid_api_key");
  expect(at.answers.join()).not.toMatch(/canary|secret-path|\/v1/);
});

test.each([
  [400, "invalid_value", "rejected"],
  [429, "rate_limit_exceeded", "rate_limited"],
])("the words of a request refused with %i, which may quote it, are left out", async (status, code, as) => {
  const at = await bench();
  const message = "No: 'what somebody wrote'";
  const run = ({ socket }: Call): void =>
    socket.send(JSON.stringify({ type: "error", status, error: { message, code } }));
  at.provider.replies.push({ type: "script", run });
  const heard = new Recorder();
  at.upstream.open(heard).create(opens("a"));
  await heard.ended("a");
  expect(at.upstream.report().lastError?.message).toContain("what somebody wrote");
  expect(only(await at.look()).lastError).toMatchObject({ code: as, providerCode: code, message: null });
  expect(at.answers.join()).not.toContain("what somebody wrote");
});

test("where MODEL is an embedded one no model of the provider is known, and nothing is probed", async () => {
  const at = await bench({ MODEL: "desk" });
  expect(only(await at.probe())).toMatchObject({ model: null, lastProbe: null });
  expect(at.provider.handshakes).toHaveLength(0);
});
