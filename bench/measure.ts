import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Client } from "./client";
import type { Network, Peer } from "./peers";
import type { Child } from "./processes";
import { pause } from "./pause";
import { quantile } from "./samples";
import { scenario, WARM_UP, type Scenario } from "./scenario";

const OPEN_AT_ONCE = 10;

/** A whole turn of tool calls over warm sockets: its time, bytes that reached the provider, the server's CPU. */
export async function rollout(peer: Peer, { network, calls, upstream }: Rollout): Promise<RolloutResult> {
  const server = peer.server(network);
  const client = await peer.open(network, WARM_UP);
  await client.turn(WARM_UP);
  const before = { ...(await upstream.usage()), own: await server?.usage() };
  const { ms } = await client.turn(scenario({ calls, deltas: 5 }));
  const after = { ...(await upstream.usage()), own: await server?.usage() };
  await client.close();
  const cpu = before.own && after.own ? (after.own.cpuMicros - before.own.cpuMicros) / calls : null;
  return { ms, bytes: after.received - before.received, cpuMicrosPerCall: cpu };
}

export type Rollout = { network: Network; calls: number; upstream: Child };
export type RolloutResult = { ms: number; bytes: number; cpuMicrosPerCall: number | null };

/** Microseconds from a delta's birth to the client's hands, at the pace of a fast model. */
export async function latency(peer: Peer, deltas: number): Promise<{ p50: number; p99: number }> {
  const client = await peer.open(0, WARM_UP);
  await client.turn(WARM_UP);
  const { ages } = await client.turn(scenario({ deltas, rate: 100 }));
  await client.close();
  return { p50: quantile(ages, 0.5), p99: quantile(ages, 0.99) };
}

/**
 * Microseconds of CPU that the server spends on one delta while `sessions` of them stream. Paced, the begin and
 * the end of the turns are left out; in a flood they are a part of it.
 */
export async function load(peer: Peer, { sessions, turn }: Load): Promise<number | null> {
  const server = peer.server(0);
  if (server === null) return null;
  const clients = await openAll(peer, sessions);
  await Promise.all(clients.map((client) => client.turn(WARM_UP)));
  await pause(SETTLED_MS);
  const take = async () => ({ deltas: heardBy(clients), cpu: (await server.usage()).cpuMicros });
  const idle = await take();
  const turns = clients.map((client) => client.turn(turn));
  if (turn.rate !== null) await pause(EDGE_MS);
  const before = turn.rate === null ? { ...idle, deltas: 0 } : await take();
  if (turn.rate === null) await Promise.all(turns);
  else await pause((1000 * turn.deltas) / turn.rate - 2 * EDGE_MS);
  const after = await take();
  await Promise.all(turns);
  await Promise.all(clients.map((client) => client.close()));
  return (after.cpu - before.cpu) / (after.deltas - before.deltas);
}

const EDGE_MS = 400;
const SETTLED_MS = 300;
const heardBy = (clients: readonly Client[]): number =>
  clients.reduce((sum, client) => sum + client.heard(), 0);

export type Load = { sessions: number; turn: Scenario };

/** KiB of resident memory for each session of a server that has none else: open, and in the middle of a turn. */
export async function memory(peer: Peer, sessions: number): Promise<{ idle: number; active: number } | null> {
  const server = peer.server(0);
  if (server === null) return null;
  const first = await openAll(peer, 2);
  await Promise.all(first.map((client) => client.turn(WARM_UP)));
  const empty = await resident(server);
  const clients = await openAll(peer, sessions);
  const idle = await resident(server);
  const turns = clients.map((client) => client.turn(scenario({ deltas: 60, rate: 20 })));
  await pause(2_000);
  const active = await resident(server);
  await Promise.all(turns);
  await Promise.all([...clients, ...first].map((client) => client.close()));
  return { idle: (idle - empty) / sessions, active: (active - empty) / sessions };
}

async function resident(server: Child): Promise<number> {
  await server.usage({ collect: true });
  return (await server.usage({ collect: true })).rssBytes / 1024;
}

export async function openAll(peer: Peer, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const some = Array.from({ length: Math.min(OPEN_AT_ONCE, count - clients.length) }, () =>
      peer.open(0, WARM_UP),
    );
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

/** Milliseconds that this disk takes to confirm a page of a log, in the folder where the stores stand. */
export function diskSync(): { p50: number; p99: number } {
  const file = path.join(tmpdir(), `longwire-bench-${process.pid}.sync`);
  const fd = openSync(file, "w");
  const times = Array.from({ length: 60 }, () => {
    writeSync(fd, Buffer.alloc(4_096, 1));
    const start = performance.now();
    fdatasyncSync(fd);
    return performance.now() - start;
  });
  closeSync(fd);
  rmSync(file);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
