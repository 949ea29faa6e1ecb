import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bus } from "./bus/port";
import type { Config } from "./config";
import { createAttempts } from "../lib/util/attempts";
import { createLock } from "./http/lock";
import { siteOf } from "./http/origin";
import { ownAddresses } from "./http/own-addresses";
import type {
  Doctor,
  EmbeddedMount,
  FaultControl,
  Gateway,
  Log,
  RequestListener,
  SessionCommands,
  UpgradeListener,
  Vitals,
} from "./http/ports";
import { createRequests } from "./http/requests";
import { newSecret } from "./http/secrets";
import { createUpgrades, type Upgrades } from "./http/upgrades";
import type { Store } from "./store/port";

export type AppDeps = {
  config: Pick<Config, "host" | "port" | "mode" | "publicOrigin" | "accessToken">;
  store: Store;
  bus: Bus;
  commands: SessionCommands;
  gateway: Gateway;
  /** Null without `GATEWAY_API_KEY`: `/v1/*` does not exist then. */
  embedded: EmbeddedMount | null;
  nextHandler: RequestListener;
  /** Null in production. */
  nextUpgrade: UpgradeListener | null;
  /** Only in a server that was started with FAULTS=1. */
  faults?: FaultControl | undefined;
  /** Without it `/api/doctor` does not exist. */
  doctor?: Doctor | undefined;
  vitals?: Vitals | undefined;
  /** Folder of the files below `/duckdb/`. */
  deskFolder: string;
  /** Names the build in `/healthz`. */
  build: string;
  log: Log;
  /** Milliseconds since 1970. */
  now?: () => number;
};

export type App = {
  readonly server: Server;
  /** Resolves with the address to open, once connections are taken. */
  listen(): Promise<string>;
  /**
   * Stops taking connections, lets viewers go with 1012 and what runs on the embedded server end, and ends within
   * about 10 seconds.
   */
  close(): Promise<void>;
};

const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };
const GATEWAY_CLOSE_MS = 5_000;
const SERVER_CLOSE_MS = 4_000;
/** How long the embedded server may let its responses end: its last words go out before sockets are cut. */
export const EMBEDDED_DRAIN_MS = SERVER_CLOSE_MS - 1_000;
const SECRET_ATTEMPTS = { limit: 10, everyMs: 6_000 };
const PROBES = { limit: 3, everyMs: 20_000 };

/** The whole server but its adapters: HTTP, upgrades, pages. Nothing is served before `listen`. */
export function createApp(deps: AppDeps): App {
  const server = createServer(TIMEOUTS);
  let upgrades: Upgrades | null = null;
  return {
    server,
    listen: async () => {
      const installSecret = await deps.store.setting("cookie_secret", newSecret);
      const { host, port } = deps.config;
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host.replace(/^\[|\]$/g, ""), () => {
          server.off("error", reject);
          upgrades = attach(server, deps, installSecret);
          resolve();
        });
      });
      return deps.config.publicOrigin ?? localAddress(host, portOf(server));
    },
    close: async () => {
      upgrades?.stop();
      const closed = Promise.all([
        new Promise<void>((resolve) => server.close(() => resolve())),
        deps.embedded?.close(),
      ]).then(() => undefined);
      await within(GATEWAY_CLOSE_MS, deps.gateway.close());
      server.closeIdleConnections();
      await within(SERVER_CLOSE_MS, closed);
      upgrades?.destroyAll();
      server.closeAllConnections();
      await closed;
    },
  };
}

function attach(server: Server, deps: AppDeps, installSecret: string): Upgrades {
  const { config, store, bus, commands, now = Date.now } = deps;
  const site = siteOf({
    publicOrigin: config.publicOrigin,
    port: portOf(server),
    ownAddresses: ownAddresses(config.host),
  });
  const lock = createLock({ accessToken: config.accessToken, installSecret, secure: site.secure });
  const attempts = () => createAttempts({ ...SECRET_ATTEMPTS, now });
  const shares = { store, bus, commands, attempts: attempts(), now };
  const blobs = { store, now };
  const doctor = deps.doctor && { doctor: deps.doctor, probes: createAttempts({ ...PROBES, now }) };
  const upgrades = createUpgrades({ ...deps, site, lock, now });
  const development = config.mode === "development";
  server.on(
    "request",
    createRequests({ ...deps, site, lock, shares, blobs, doctor, development, unlockAttempts: attempts() }),
  );
  server.on("upgrade", upgrades.listener);
  return upgrades;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function localAddress(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}

/** Waits for `work`, but no longer than `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
