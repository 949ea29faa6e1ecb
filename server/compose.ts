import { randomBytes } from "node:crypto";
import path from "node:path";
import { systemClock } from "../lib/util/clock";
import { createApp, type App } from "./app";
import { createMemoryBus } from "./bus/memory";
import type { Config } from "./config";
import type { Backend } from "./embedded/backend";
import { createResponsesServer, type ResponsesServer } from "./embedded/responses-server";
import type { Log } from "./host/deps";
import { openPages } from "./http/next-pages";
import { siteOf } from "./http/origin";
import { ownAddresses } from "./http/own-addresses";
import { embeddedModels, modelChoices } from "./models";
import { rulesOf } from "./rules";
import { openSessions } from "./sessions";
import type { StoreFault } from "./store/fault";
import { createSqliteStore } from "./store/sqlite";
import { embeddedProfile } from "./upstream/capabilities";
import { createUpstreamByModel } from "./upstream/by-model";
import type { Upstream } from "./upstream/port";
import { createResponsesUpstream } from "./upstream/responses-socket";

export type Running = { address: string; close(): Promise<void> };

export type ComposeOptions = {
  config: Config;
  /** The project's root: holds `public`, `app` and the build. */
  folder: string;
  build: string;
  log: Log;
  /** The disk is no longer to be trusted: the process should end. */
  onFatal: (message: string) => void;
};

/** The whole server from its settings, listening; or why it cannot start. */
export async function compose(options: ComposeOptions): Promise<Running | { error: string }> {
  const { config, folder, build, log } = options;
  const store = createSqliteStore({
    directory: path.resolve(config.dataDir),
    durability: config.durability,
    now: Date.now,
    onFault: (fault) => reportFault(fault, options),
  });
  if ("error" in store) return { error: store.error.message };
  const bus = createMemoryBus();
  const models = embeddedModels(config);
  const line = await openUpstream(config, models, log);
  const choices = modelChoices(config, models);
  const defaultModel = choices[0].id;
  const rules = rulesOf(defaultModel);
  const sessions = openSessions({
    ...{ store, bus, log, rules, build, defaultModel },
    clock: systemClock,
    upstream: line.upstream,
    models: choices,
  });
  const gateway = openGateway(config, models, log);
  const pages = await openPages({
    folder,
    development: config.mode === "development",
    host: config.host,
    port: config.port,
  });
  const app = createApp({
    ...{ config, store, bus, log, build },
    commands: sessions.commands,
    gateway: sessions.gateway,
    embedded: gateway,
    nextHandler: pages.handler,
    nextUpgrade: pages.upgrade,
    deskFolder: path.join(folder, "public", "duckdb"),
  });
  const close = async (): Promise<void> => {
    await app.close();
    await sessions.close();
    await line.close();
    await Promise.all([gateway?.close(), pages.close()]);
    await store.close();
    await bus.close();
  };
  return listening(app, close);
}

async function listening(app: App, close: () => Promise<void>): Promise<Running | { error: string }> {
  try {
    return { address: await app.listen(), close };
  } catch (error) {
    await close();
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

type Line = { upstream: Upstream; close(): Promise<void> };

/** The embedded models, and beside them the provider that the settings name: each request goes where its model is. */
async function openUpstream(config: Config, models: ReadonlyMap<string, Backend>, log: Log): Promise<Line> {
  const embedded = await openEmbedded(models, log);
  if (config.upstream === null) return embedded;
  const { url, apiKey } = config.upstream;
  const remote = createResponsesUpstream({ url, apiKey: () => apiKey });
  const providerOf = (model: string): Upstream => (models.has(model) ? embedded.upstream : remote);
  const close = async (): Promise<void> => {
    await remote.close();
    await embedded.close();
  };
  return { upstream: createUpstreamByModel([remote, embedded.upstream], providerOf), close };
}

/** The embedded server is dialled over a loopback socket like any other provider, under a key of this process. */
async function openEmbedded(models: ReadonlyMap<string, Backend>, log: Log): Promise<Line> {
  const apiKey = randomBytes(32).toString("base64url");
  const server = createResponsesServer({
    apiKey,
    models,
    onError: (err) => log.error({ err }, "model failed"),
  });
  const { url } = await server.listen();
  const upstream = createResponsesUpstream({ url, apiKey: () => apiKey, profile: embeddedProfile });
  const close = async (): Promise<void> => {
    await upstream.close();
    await server.close();
  };
  return { upstream, close };
}

/** The embedded models for other clients, on the app's own port; null without a key. */
function openGateway(config: Config, models: ReadonlyMap<string, Backend>, log: Log): ResponsesServer | null {
  if (config.gatewayApiKey === null) return null;
  const site = siteOf({ ...config, ownAddresses: ownAddresses(config.host) });
  return createResponsesServer({
    apiKey: config.gatewayApiKey,
    models,
    allowedOrigins: [...site.outside.origins, ...site.loopback.origins],
    onError: (err) => log.error({ err }, "model failed"),
  });
}

function reportFault(fault: StoreFault, { log, onFatal }: ComposeOptions): void {
  if (fault.code === "write_recovered") return log.info({ code: fault.code }, "the store can write again");
  log.error({ code: fault.code, reason: fault.message }, "store fault");
  if (fault.code === "sync_failed")
    onFatal("The disk did not confirm a write; the server ends rather than guess.");
}
