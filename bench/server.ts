import type { AddressInfo } from "node:net";
import path from "node:path";
import { systemClock } from "../lib/util/clock";
import { createApp } from "../server/app";
import { createMemoryBus } from "../server/bus/memory";
import type { Config } from "../server/config";
import { createLog } from "../server/log";
import { rulesOf } from "../server/rules";
import { openSessions } from "../server/sessions";
import { createSqliteStore } from "../server/store/sqlite";
import { createResponsesUpstream } from "../server/upstream/responses-socket";
import { serveParent } from "./child";
import { INSTRUCTIONS } from "./scenario";

type Settings = { upstream: string; directory: string; durability: Config["durability"] };

/** The server as it is composed for a remote provider, but for the pages, which no session needs. */
async function start({ upstream: url, directory, durability }: Settings): Promise<void> {
  const log = createLog("production");
  const onFault = (fault: unknown): void => console.error("store fault", fault);
  const store = createSqliteStore({ directory, durability, now: Date.now, onFault });
  if ("error" in store) throw new Error(store.error.message);
  const bus = createMemoryBus();
  const upstream = createResponsesUpstream({ url, apiKey: () => "bench-key" });
  const rules = { ...rulesOf("bench"), instructions: INSTRUCTIONS };
  const names = { models: [{ id: "bench", note: null }], defaultModel: "bench", build: "bench" };
  const sessions = openSessions({ store, bus, upstream, clock: systemClock, rules, log, ...names });
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

const [upstream = "", directory = "", durability = "normal"] = process.argv.slice(2);
await start({ upstream, directory, durability: durability === "full" ? "full" : "normal" });
