import type { Clock } from "../../../lib/util/clock";
import type { Bus } from "../../bus/port";
import { createGateway } from "../../gateway/gateway";
import { createLogPages } from "../../gateway/log-pages";
import { createPresence } from "../../gateway/presence";
import type { Log } from "../../host/deps";
import type { Deletions } from "../../host/deletions";
import { createDeletions } from "../../host/deletions";
import type { Directory } from "../../host/directory";
import { createDirectory } from "../../host/directory";
import type { Gateway } from "../../http/ports";
import { rulesOf } from "../../rules";
import type { Rules } from "../../session/rules";
import type { Store } from "../../store/port";
import { embeddedProfile } from "../../upstream/capabilities";
import type { Upstream } from "../../upstream/port";
import { createResponsesUpstream } from "../../upstream/responses-socket";
import type { dial } from "../../upstream/dial";
import type { Life } from "./life";
import type { Plant } from "./plant";

/** One server process: directory, gateway and deletions over ports that the simulation gives it. */
export type ServerNode = {
  readonly name: string;
  readonly life: Life;
  readonly clock: Clock;
  readonly store: Store;
  readonly bus: Bus;
  readonly directory: Directory;
  readonly gateway: Gateway;
  readonly deletions: Deletions;
};

export type NodeOptions = {
  name: string;
  life: Life;
  store: Store;
  bus: Bus;
  dial: typeof dial;
  random: () => number;
  log: Log;
  plant: Plant;
};

const MODEL = "scripted";

export function openNode({ name, life, dial, random, log, plant, ...ports }: NodeOptions): ServerNode {
  const clock = plant.clock(life.ownClock);
  const store = ports.store;
  const bus = plant.bus(ports.bus);
  const rules: Rules = plant.rules({ ...rulesOf(MODEL), validateArguments: () => ({ ok: true }) });
  const upstream: Upstream = plant.upstream(
    createResponsesUpstream({
      ...{ url: "ws://127.0.0.1:1/v1", apiKey: () => "key", profile: embeddedProfile, poolSize: 0 },
      ...{ clock, random, dial },
    }),
  );
  const presence = createPresence();
  const isWatched = (sessionId: string): boolean => presence.count(sessionId) > 0;
  const deps = { store, bus, upstream, clock, rules, log };
  const directory = plant.directory(
    createDirectory({ ...deps, isWatched, executorsOf: presence.executors }),
    store,
  );
  const nextTurn = (run: () => void): void => void clock.after(0, run);
  const pages = plant.pages(createLogPages(store.events, clock, nextTurn));
  const gateway = createGateway({
    ...{ ...deps, directory, presence, pages, build: "simulation", defaultModel: MODEL },
    models: [{ id: MODEL, note: null }],
  });
  const deletions = createDeletions({ ...deps, directory, isWatched, retentionMs: null });
  return { name, life, clock, store, bus, directory, gateway, deletions };
}
