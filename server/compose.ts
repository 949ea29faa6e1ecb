import path from "node:path";
import { systemClock } from "../lib/util/clock";
import { createApp, EMBEDDED_DRAIN_MS, type App } from "./app";
import { createMemoryBus } from "./bus/memory";
import type { Config } from "./config";
import { createDiskWatch } from "./doctor/disk-watch";
import { createDoctor } from "./doctor/doctor";
import { readVersion } from "./doctor/version";
import { createResponsesServer, type ResponsesServer } from "./embedded/responses-server";
import { openFaults } from "./faults/faults";
import type { Log } from "./host/deps";
import { createFailpoint } from "./failpoints/failpoint";
import { upstreamWithFailpoints } from "./failpoints/in-upstream";
import type { openPages } from "./http/next-pages";
import { siteOf } from "./http/origin";
import { ownAddresses } from "./http/own-addresses";
import { modelChoices, offeredModels, type OfferedModels } from "./models";
import { directly, openUpstream, throughFaults } from "./open-upstream";
import { traitsIn, withTraits } from "./model-traits";
import { rulesOf } from "./rules";
import { openStore } from "./open-store";
import { openSessions } from "./sessions";
import { createVitals } from "./vitals";

const DAY_MS = 86_400_000;

export type Running = {
  address: string;
  /** Says that nobody should be sent here any more, and lets responses under way end. */
  drain(): Promise<void>;
  close(): Promise<void>;
};

export type ComposeOptions = {
  config: Config;
  /** The project's root: holds `public`, `app` and the build. */
  folder: string;
  build: string;
  openPages: typeof openPages;
  log: Log;
  /** The disk is no longer to be trusted: the process should end. */
  onFatal: (message: string) => void;
};

/** The whole server from its settings, listening; or why it cannot start. */
export async function compose(options: ComposeOptions): Promise<Running | { error: string }> {
  const { config, folder, build, log } = options;
  const disk = createDiskWatch({ directory: path.resolve(config.dataDir) });
  const failpoint = config.failpoint && createFailpoint(config.failpoint);
  const store = openStore(options, disk, failpoint);
  if ("error" in store) return { error: store.error.message };
  const bus = createMemoryBus();
  const offered = offeredModels(config, (err) => log.error({ err }, "cassette not written"));
  const faults = config.faults ? openFaults(systemClock) : null;
  if (faults) log.warn({}, "FAULTS=1: pages may break connections on purpose");
  const line = await openUpstream(config, offered, { log, reach: faults ? throughFaults(faults) : directly });
  const traitsOf = traitsIn(config, offered);
  const choices = modelChoices(config, offered.models);
  const defaultModel = choices[0].id;
  const rules = rulesOf(defaultModel, traitsOf);
  const sessions = openSessions({
    ...{ store, bus, log, rules, build, defaultModel },
    clock: systemClock,
    writes: disk,
    upstream: failpoint ? upstreamWithFailpoints(line.upstream, failpoint) : line.upstream,
    models: choices.map((choice) => withTraits(choice, traitsOf)),
    ...{ tap: faults?.tap, retentionMs: retentionOf(config) },
  });
  const vitals = createVitals({ clock: systemClock, log, writes: disk });
  const gateway = openGateway(config, offered, log);
  const { mode, host, port } = config;
  const pages = await options.openPages({ folder, development: mode === "development", host, port });
  const app = createApp({
    ...{ config, store, bus, log, build },
    commands: sessions.commands,
    gateway: sessions.gateway,
    ...{ embedded: gateway, vitals },
    faults: faults?.control,
    doctor: createDoctor({
      ...{ config, build, disk, offered, version: await readVersion(folder) },
      ...{ counts: sessions.counts, providers: line.providers, embedded: line.embedded },
    }),
    nextHandler: pages.handler,
    nextUpgrade: pages.upgrade,
    deskFolder: path.join(folder, "public", "duckdb"),
  });
  const drain = async (): Promise<void> => {
    vitals.drain();
    await sessions.drain(config.drainMs);
  };
  const close = async (): Promise<void> => {
    vitals.stop();
    await app.close();
    await sessions.close();
    await line.close();
    await faults?.close();
    await pages.close();
    await store.close();
    await bus.close();
  };
  return listening(app, { drain, close });
}

const retentionOf = ({ retentionDays }: Config): number | null =>
  retentionDays === null ? null : retentionDays * DAY_MS;

async function listening(
  app: App,
  stops: Pick<Running, "drain" | "close">,
): Promise<Running | { error: string }> {
  try {
    return { address: await app.listen(), ...stops };
  } catch (error) {
    await stops.close();
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The embedded models for other clients, on the app's own port; null without a key. */
function openGateway(config: Config, offered: OfferedModels, log: Log): ResponsesServer | null {
  if (config.gatewayApiKey === null) return null;
  const site = siteOf({ ...config, ownAddresses: ownAddresses(config.host) });
  return createResponsesServer({
    apiKey: config.gatewayApiKey,
    ...offered,
    limits: { drainMs: EMBEDDED_DRAIN_MS },
    allowedOrigins: [...site.outside.origins, ...site.loopback.origins],
    onError: (err) => log.error({ err }, "model failed"),
  });
}
