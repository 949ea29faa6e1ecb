import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Client } from "./client";
import { openDirect } from "./direct-client";
import { openPage } from "./page-client";
import { Child } from "./processes";
import type { Scenario } from "./scenario";

/** Round trip between server and provider, in milliseconds. */
export const NETWORKS = [0, 40] as const;
export type Network = (typeof NETWORKS)[number];

export type PeerName =
  | "direct"
  | "thin"
  | "longwire"
  | "longwire, 2 viewers"
  | "longwire over HTTP"
  | "longwire, every batch synced";

export type Transport = "websocket" | "http";

export type Peer = {
  name: PeerName;
  /** Connects and prepares the session; nothing has been asked yet. */
  open(network: Network, scenario: Scenario): Promise<Client>;
  /** The process between client and provider; null when there is none. */
  server(network: Network): Child | null;
};

export type Stage = {
  peers: Peer[];
  /** Longwire at a provider without a WebSocket mode. */
  overHttp: Peer;
  upstream: Child;
  /** Longwire with DURABILITY=full. */
  synced: Peer;
  /** A server of its own, with its log in a folder of its own below this stage's unless one is given. */
  server(options?: ServerOptions): Promise<Child>;
  /** A folder for a log, which goes with the stage. */
  folder(): string;
  /** Peers with processes of their own, which nothing has used yet. */
  fresh(): Promise<{ peers: Peer[]; stop(): Promise<void> }>;
  stop(): Promise<void>;
};

type Urls = Record<Network, string>;
type Servers = Record<Network, Child>;

/** Starts every process: one provider, the slow network, and a relay and a server on each side of it. */
export async function openStage(profile: string | null): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), "longwire-bench-"));
  const upstream = await Child.start("upstream", []);
  const proxy = await Child.start("delay-proxy", [String(upstream.port)]);
  const base = (port: number): string => `ws://127.0.0.1:${port}/v1`;
  const urls: Urls = { 0: base(upstream.port), 40: base(proxy.port) };
  const relays = await eachNetwork((network) => Child.start("thin", [`${urls[network]}/responses`]));
  const servers = await eachNetwork((network) => startServer(urls[network], folder, { profile }));
  const synced = await startServer(urls[0], folder, { durability: "full", profile });
  const fallbacks = await eachNetwork((network) => startServer(urls[network], folder, { transport: "http" }));
  return {
    upstream,
    peers: peersOf(urls, relays, servers),
    overHttp: page("longwire over HTTP", 1, fallbacks),
    synced: pageOf("longwire, every batch synced", synced),
    server: (options) => startServer(urls[0], folder, options),
    folder: () => mkdtempSync(path.join(folder, "store-")),
    fresh: async () => {
      const relay = await Child.start("thin", [`${urls[0]}/responses`]);
      const server = await startServer(urls[0], folder);
      const peers = peersOf(urls, { 0: relay, 40: relay }, { 0: server, 40: server });
      return { peers, stop: async () => void (await Promise.all([relay.stop(), server.stop()])) };
    },
    stop: async () => {
      const all = [
        upstream,
        proxy,
        synced,
        ...[relays, servers, fallbacks].flatMap((each) => Object.values(each)),
      ];
      await Promise.all(all.map((child) => child.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type ServerOptions = {
  transport?: Transport;
  profile?: string | null;
  durability?: "normal" | "full";
  /** How many times faster the waits of sessions go by. */
  hurry?: number;
  directory?: string;
};

const startServer = (
  url: string,
  folder: string,
  {
    transport = "websocket",
    profile = null,
    durability = "normal",
    hurry = 1,
    directory,
  }: ServerOptions = {},
): Promise<Child> => {
  const place = directory ?? mkdtempSync(path.join(folder, "store-"));
  return Child.start("server", [url, place, transport, durability, String(hurry)], profile);
};

async function eachNetwork(start: (network: Network) => Promise<Child>): Promise<Servers> {
  const [near, far] = await Promise.all([start(0), start(40)]);
  return { 0: near, 40: far };
}

/** A server of one's own as a peer. */
export const pageOf = (name: PeerName, server: Child): Peer => page(name, 1, { 0: server, 40: server });

const page = (name: PeerName, viewers: number, servers: Servers): Peer => ({
  name,
  open: (network, scenario) => openPage(`http://127.0.0.1:${servers[network].port}`, viewers, scenario),
  server: (network) => servers[network],
});

function peersOf(urls: Urls, relays: Servers, servers: Servers): Peer[] {
  return [
    { name: "direct", open: (network) => openDirect(`${urls[network]}/responses`), server: () => null },
    {
      name: "thin",
      open: (network) => openDirect(`ws://127.0.0.1:${relays[network].port}`),
      server: (network) => relays[network],
    },
    page("longwire", 1, servers),
    page("longwire, 2 viewers", 2, servers),
  ];
}
