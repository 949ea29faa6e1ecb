import { once } from "node:events";
import WebSocket from "ws";
import { Child } from "./processes";
import type { Samples, Spread } from "./samples";
import type { Target } from "./target";

const PEER = "embedded";
const STREAMS = [1, 16] as const;
const CONNECTIONS = 2_000;
const OPEN_AT_ONCE = 50;
/** The text of one delta. */
const WORDS = "twelve and four ";

const EMBEDDED_ROWS = {
  speed: (streams: number) => `embedded: deltas per second of CPU, ${streams} streams`,
  wall: (streams: number) => `embedded: deltas per second, ${streams} streams`,
  memory: (how: "idle" | "used") => `embedded: KiB per ${how} connection`,
} as const;

/** What the figures should be. */
export function embeddedTargets(samples: Samples): Target[] {
  const target = (row: string, sign: Target["sign"], bound: number): Target => ({
    ...{ name: row, value: samples.of(row, PEER), sign, bound, digits: 0 },
  });
  return [
    ...STREAMS.map((streams) => target(EMBEDDED_ROWS.speed(streams), "≥", 50_000)),
    target(EMBEDDED_ROWS.memory("idle"), "≤", 60),
  ];
}

type Run = { deltas: number; profile: string | null };

/** One round: how much the embedded server streams with a second of one core, and what a connection costs it. */
export async function runEmbedded(samples: Samples, { deltas, profile }: Run): Promise<void> {
  const fast = await Child.start("embedded-server", [], profile);
  await stream(fast, { streams: 1, deltas });
  for (const streams of STREAMS) {
    const { perCpuSecond, perSecond } = await stream(fast, { streams, deltas });
    samples.add(EMBEDDED_ROWS.speed(streams), PEER, perCpuSecond);
    samples.add(EMBEDDED_ROWS.wall(streams), PEER, perSecond);
  }
  await fast.stop();
  const wide = await Child.start("embedded-server", []);
  const { idle, used } = await memory(wide);
  samples.add(EMBEDDED_ROWS.memory("idle"), PEER, idle);
  samples.add(EMBEDDED_ROWS.memory("used"), PEER, used);
  await wide.stop();
}

/** The figures; empty when nothing was measured. */
export function embeddedLines(samples: Samples): string {
  const rows = [
    ...STREAMS.flatMap((streams) => [EMBEDDED_ROWS.speed(streams), EMBEDDED_ROWS.wall(streams)]),
    ...(["idle", "used"] as const).map(EMBEDDED_ROWS.memory),
  ];
  return rows.flatMap((row) => lineOf(row, samples.of(row, PEER))).join("\n");
}

function lineOf(row: string, value: Spread | null): string[] {
  if (value === null) return [];
  const [median, low, high] = [value.median, value.low, value.high].map((figure) =>
    Math.round(figure).toLocaleString("en"),
  );
  return [`${row}: ${median} (${low}–${high})`];
}

/** So many deltas over some connections at once, read by this process as fast as it can. */
async function stream(
  server: Child,
  { streams, deltas }: { streams: number; deltas: number },
): Promise<{ perCpuSecond: number; perSecond: number }> {
  const sockets = await openAll(server, streams);
  const each = Math.floor(deltas / streams);
  const before = await server.usage();
  const start = performance.now();
  const heard = await Promise.all(sockets.map((socket) => say(socket, WORDS.repeat(each))));
  const seconds = (performance.now() - start) / 1000;
  const after = await server.usage();
  for (const socket of sockets) socket.terminate();
  const count = heard.reduce((sum, own) => sum + own, 0);
  if (count !== each * streams) throw new Error(`${count} deltas instead of ${each * streams}`);
  return {
    perCpuSecond: (count * 1e6) / (after.cpuMicros - before.cpuMicros),
    perSecond: count / seconds,
  };
}

/** KiB of resident memory a connection: just opened, and after a first short response. */
async function memory(server: Child): Promise<{ idle: number; used: number }> {
  const warm = await openAll(server, 50);
  await Promise.all(warm.map((socket) => say(socket, "hello")));
  for (const socket of warm) socket.terminate();
  const empty = await resident(server);
  const sockets = await openAll(server, CONNECTIONS);
  const idle = await resident(server);
  for (let at = 0; at < sockets.length; at += OPEN_AT_ONCE) {
    await Promise.all(sockets.slice(at, at + OPEN_AT_ONCE).map((socket) => say(socket, "hello")));
  }
  const used = await resident(server);
  for (const socket of sockets) socket.terminate();
  return { idle: (idle - empty) / CONNECTIONS, used: (used - empty) / CONNECTIONS };
}

async function resident(server: Child): Promise<number> {
  await server.usage({ collect: true });
  return (await server.usage({ collect: true })).rssBytes / 1024;
}

async function openAll(server: Child, count: number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(OPEN_AT_ONCE, count - sockets.length) }, () => open(server));
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

async function open({ port }: Child): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/responses`, {
    headers: { authorization: "Bearer bench-key" },
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  await once(socket, "open");
  return socket;
}

/** Resolves with the number of deltas once a response that says `text` has completed. */
function say(socket: WebSocket, text: string): Promise<number> {
  const input = `#script${JSON.stringify([[{ say: text, chunk: WORDS.length }]])}`;
  let deltas = 0;
  return new Promise((resolve, reject) => {
    socket.on("close", () => reject(new Error("the connection closed in the middle")));
    socket.on("message", (frame: Buffer) => {
      if (frame.includes('"response.output_text.delta"')) deltas += 1;
      else if (frame.includes('"type":"response.completed"')) resolve(deltas);
      else if (frame.includes('"type":"error"')) reject(new Error(String(frame).slice(0, 500)));
    });
    socket.send(JSON.stringify({ type: "response.create", model: "scripted", store: false, input }));
  });
}
