import type { AddressInfo } from "node:net";
import path from "node:path";
import { systemClock, type Clock } from "../lib/util/clock";
import { createApp } from "../server/app";
import { createMemoryBus } from "../server/bus/memory";
import { createDiskWatch } from "../server/doctor/disk-watch";
import { createLog } from "../server/log";
import { rulesOf } from "../server/rules";
import { openSessions } from "../server/sessions";
import { createSqliteStore } from "../server/store/sqlite";
import { createUpstreamWithFallback, type UpstreamWithFallback } from "../server/upstream/fallback";
import { createHttpUpstream } from "../server/upstream/http/responses-http";
import { createResponsesUpstream } from "../server/upstream/responses-socket";
import { serveParent } from "./child";
import { INSTRUCTIONS } from "./scenario";

type Settings = {
  url: string;
  directory: string;
  transport: string;
  durability: "normal" | "full";
  /** How many times faster the waits of sessions go by: those that nobody watches are let go after a minute. */
  hurry: number;
};

/** As for a provider on another host that takes warm-ups. */
const POOL_SIZE = 2;
const PROFILE = { warmup: true };

function openProvider({ url, transport }: Settings): UpstreamWithFallback {
  const apiKey = (): string => "bench-key";
  return createUpstreamWithFallback({
    socket: createResponsesUpstream({ url, apiKey, profile: PROFILE, poolSize: POOL_SIZE }),
    http: createHttpUpstream({ url, apiKey }),
    clock: systemClock,
    ws: transport === "websocket",
  });
}

/** The server as it is composed for a remote provider, but for the pages, which no session needs. */
async function start(settings: Settings): Promise<void> {
  const { directory, durability, hurry } = settings;
  const log = createLog("production");
  const onFault = (fault: unknown): void => console.error("store fault", fault);
  const disk = createDiskWatch({ directory });
  const store = createSqliteStore({
    ...{ directory, durability, now: Date.now, datasync: disk.datasync },
    onFault,
  });
  if ("error" in store) throw new Error(store.error.message);
  const bus = createMemoryBus();
  const upstream = openProvider(settings);
  const rules = { ...rulesOf("bench"), instructions: INSTRUCTIONS };
  const names = { models: [{ id: "bench", note: null }], defaultModel: "bench", build: "bench" };
  const sessions = openSessions({
    store,
    bus,
    upstream,
    clock: hurried(hurry),
    rules,
    log,
    ...names,
    retentionMs: null,
  });
  const app = createApp({
    config: { host: "127.0.0.1", port: 0, mode: "production", publicOrigin: null, accessToken: null },
    ...{ store, bus, log },
    commands: sessions.commands,
    gateway: sessions.gateway,
    embedded: null,
    nextHandler: (_request, response) => void response.end(),
    nextUpgrade: null,
    deskFolder: path.join(directory, "none"),
    build: "bench",
  });
  await app.listen();
  const stop = async (): Promise<void> => {
    await app.close();
    await sessions.close();
    await upstream.close();
    await store.close();
  };
  serveParent((app.server.address() as AddressInfo).port, { stop });
}

const hurried = (times: number): Clock => ({
  ...systemClock,
  after: (ms, run) => systemClock.after(ms / times, run),
});

const [url = "", directory = "", transport = "", durability = "", hurry = "1"] = process.argv.slice(2);
await start({
  ...{ url, directory, transport, hurry: Number(hurry) },
  durability: durability === "full" ? "full" : "normal",
});
