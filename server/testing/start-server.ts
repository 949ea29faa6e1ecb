import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../lib/util/clock";
import { systemClock } from "../../lib/util/clock";
import { createApp } from "../app";
import { createMemoryBus } from "../bus/memory";
import { echoBackend } from "../embedded/backends/echo";
import { Holds } from "../embedded/backends/holds";
import { createScriptedBackend } from "../embedded/backends/scripted";
import { createResponsesServer } from "../embedded/responses-server";
import type { Faults } from "../faults/faults";
import type { Log, WriteHealth } from "../host/deps";
import { DEFAULT_LIMITS } from "../session/limits";
import type { SessionLimits } from "../session/limits";
import type { ModelTraits } from "../session/rules";
import { openSessions } from "../sessions";
import { rulesOf } from "../rules";
import { createMemoryStore } from "../store/memory";
import type { Store } from "../store/port";
import { embeddedProfile } from "../upstream/capabilities";
import type { Limits } from "../upstream/limits";
import { createProviderUpstream } from "../upstream/fallback-provider";
import { createResponsesUpstream } from "../upstream/responses-socket";

export type TestServer = {
  origin: string;
  port: number;
  store: Store;
  holds: Holds;
  /** Lines of the log, as JSON. */
  logged: string[];
  /** Sessions that the server owns, and viewers of them. */
  counts(): { hosted: number; viewers: number };
  /** Ends the server as a stop does; the store stays open for a next one. */
  stop(): Promise<void>;
};

export type TestServerOptions = {
  /** Which lines of the log are kept; by itself all. */
  keeps?: (line: string) => boolean;
  /** Whether the store writes; by itself it is taken to. */
  writes?: WriteHealth;
  store?: Store;
  clock?: Clock;
  limits?: Partial<SessionLimits>;
  /** Milliseconds since 1970 as the HTTP side counts them. */
  now?: () => number;
  /** What the models are taken for; by itself none of them takes an ask. */
  traits?: ModelTraits;
  holds?: Holds;
  /** As RETENTION_DAYS; by itself everything is kept. */
  retentionMs?: number;
  /** Makes them possible, as FAULTS=1 does. */
  faults?: Faults;
  /** Gives the address of what stands between the server and its provider. */
  through?: (url: string) => Promise<string>;
  /** Times of the line to the provider that differ from the defaults. */
  upstreamLimits?: Partial<Limits>;
  /** The line's own clock. */
  upstreamClock?: Clock;
  /** Whether the provider has a WebSocket mode. When given, the line has HTTP to fall back on, as a configured one. */
  webSocket?: boolean;
};

/** The whole server on free ports: real sockets on both sides, the scripted and echo models, a memory store. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { store = createMemoryStore(), clock = systemClock, holds = new Holds() } = options;
  const logged: string[] = [];
  const log = recordingLog(logged, options.keeps);
  const apiKey = randomBytes(16).toString("base64url");
  const models = new Map(
    [echoBackend, createScriptedBackend({ holds })].map((backend) => [backend.id, backend]),
  );
  const embedded = createResponsesServer({ apiKey, models, webSocket: options.webSocket ?? true });
  const { url: ownUrl } = await embedded.listen();
  const url = (await (options.faults?.proxied ?? options.through)?.(ownUrl)) ?? ownUrl;
  const line = { limits: options.upstreamLimits ?? {}, clock: options.upstreamClock ?? systemClock };
  const address = { url, profile: embeddedProfile, apiKey: () => apiKey };
  const upstream =
    options.webSocket === undefined
      ? createResponsesUpstream({ ...address, ...line })
      : createProviderUpstream(address);
  const bus = createMemoryBus();
  const { traits } = options;
  const base = rulesOf("echo", traits && (() => traits));
  const rules = { ...base, limits: { ...DEFAULT_LIMITS, ...options.limits } };
  const choices = [...models.keys()].map((id) => ({ id, note: null }));
  const sessions = openSessions({
    store,
    bus,
    upstream,
    clock,
    rules,
    log,
    models: choices,
    defaultModel: "echo",
    build: "test",
    tap: options.faults?.tap,
    writes: options.writes,
    retentionMs: options.retentionMs ?? null,
  });
  const app = createApp({
    config: { host: "127.0.0.1", port: 0, mode: "production", publicOrigin: null, accessToken: null },
    ...{ store, bus, log },
    commands: sessions.commands,
    gateway: sessions.gateway,
    embedded: null,
    faults: options.faults?.control,
    ...(options.now === undefined ? {} : { now: options.now }),
    nextHandler: (_request, response) => void response.end("page"),
    nextUpgrade: null,
    deskFolder: tmpdir(),
    build: "test",
  });
  await app.listen();
  const { port } = app.server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await app.close();
    await sessions.close();
    await upstream.close();
    await options.faults?.close();
    await embedded.close();
  };
  return { origin: `http://127.0.0.1:${port}`, port, store, holds, logged, counts: sessions.counts, stop };
}

function recordingLog(lines: string[], keeps: (line: string) => boolean = () => true): Log {
  const record = (fields: Record<string, unknown>, message: string): void => {
    const { err, ...rest } = fields;
    const line = JSON.stringify([message, rest, err instanceof Error ? err.stack : err]);
    if (keeps(line)) lines.push(line);
  };
  return { info: record, warn: record, error: record };
}
