import type { ServerFrame } from "../lib/protocol/frame";
import { ORIGIN } from "../lib/protocol/cursor";
import { PROTOCOL_VERSION } from "../lib/protocol/version";
import type { Client } from "./client";
import { openAll } from "./measure";
import { openPage, openSocket, type Follower } from "./page-client";
import { pageOf, type Stage } from "./peers";
import type { Child } from "./processes";
import { quantile } from "./samples";
import { scenario, WARM_UP } from "./scenario";

/** A session that stands in the log: who may open it, and how long it is. */
type LongSession = { sessionId: string; cookie: string; head: number };

export type Replay = {
  /** Events of the long session, and how many of them an opening brings: deltas of finished items are left out. */
  head: number;
  sent: number;
  /** Opening it at a server that has just started: what its client waits, and the server's CPU. */
  openMs: number;
  openCpuMs: number;
  /** Events a second that all its viewers together were sent. */
  perSecond: number;
  /** p99 of the others' deltas, in milliseconds. */
  aloneP99: number;
  besideP99: number;
};

const CALLS = 240;
const VIEWERS = 8;
const LIVE_RATE = 50;

/** A long session is opened again and again by some viewers while others wait for their answers. */
export async function replay(stage: Stage, { events, live, seconds }: ReplaySize): Promise<Replay> {
  const directory = stage.folder();
  const writer = await stage.server({ directory });
  const session = await writeLong(writer, events);
  await writer.stop();
  const server = await stage.server({ directory });
  const opened = await openCold(server, session);
  const beside = await besideOthers(server, { session, live, seconds });
  await server.stop();
  const perSecond = (opened.sent * beside.openings) / beside.seconds;
  const { aloneP99, besideP99 } = beside;
  return { head: session.head, ...opened, perSecond, aloneP99, besideP99 };
}

export type ReplaySize = { events: number; live: number; seconds: number };

const originOf = ({ port }: Child): string => `http://127.0.0.1:${port}`;

/** Long turns of tool calls with an answer in many pieces after each, until the log has so many events. */
async function writeLong(server: Child, events: number): Promise<LongSession> {
  const page = await openPage(originOf(server), 1, WARM_UP);
  while (page.seq() < events) await page.turn(scenario({ calls: CALLS, deltas: 50, rate: 200 }));
  await page.close();
  return { sessionId: page.sessionId, cookie: page.cookie, head: page.seq() };
}

async function openCold(server: Child, session: LongSession) {
  const follower = await openSocket(originOf(server), session.cookie);
  follower.send({ type: "hello", version: PROTOCOL_VERSION });
  const frames: Buffer[] = [];
  const before = await server.usage();
  const start = performance.now();
  await open(follower, session, (frame) => frames.push(frame));
  const openMs = performance.now() - start;
  const openCpuMs = ((await server.usage()).cpuMicros - before.cpuMicros) / 1000;
  follower.socket.close();
  return { sent: checked(frames, session.head), openMs, openCpuMs };
}

/** How many events the frames hold; throws unless they end at the head, gapless, without text that is told again. */
function checked(frames: readonly Buffer[], head: number): number {
  let at = 0;
  let count = 0;
  for (const raw of frames) {
    const frame = JSON.parse(String(raw)) as ServerFrame;
    if (frame.type !== "events") continue;
    if (frame.after !== at) throw new Error(`gap: ${frame.after} after ${at}`);
    if (frame.events.some(({ type }) => type === "item.delta")) throw new Error("deltas of a finished item");
    at = frame.upTo;
    count += frame.events.length;
  }
  if (at < head) throw new Error(`the opening ended at ${at} of ${head}`);
  return count;
}

const CAUGHT_UP = Buffer.from('{"type":"caught_up"');

/** Resolves once the session has been sent from its first event to its last. */
function open(
  follower: Follower,
  { sessionId }: LongSession,
  onFrame?: (frame: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      follower.socket.off("message", onMessage);
      follower.socket.off("close", onClose);
    };
    const onClose = (code: number): void => {
      settle();
      reject(new Error(`closed with ${code} in the middle of an opening`));
    };
    const onMessage = (frame: Buffer): void => {
      onFrame?.(frame);
      if (!frame.subarray(0, CAUGHT_UP.length).equals(CAUGHT_UP)) return;
      settle();
      resolve();
    };
    follower.socket.on("message", onMessage);
    follower.socket.on("close", onClose);
    follower.send({ type: "subscribe", sessionId, cursor: ORIGIN });
  });
}

type Beside = { session: LongSession; live: number; seconds: number };

async function besideOthers(server: Child, { session, live, seconds }: Beside) {
  const clients = await openAll(pageOf("longwire", server), live);
  await Promise.all(clients.map((client) => client.turn(WARM_UP)));
  await p99Of(clients, 1);
  const aloneP99 = await p99Of(clients, seconds);
  const viewers = await Promise.all(
    Array.from({ length: VIEWERS }, () => openSocket(originOf(server), session.cookie)),
  );
  for (const viewer of viewers) viewer.send({ type: "hello", version: PROTOCOL_VERSION });
  const state = { busy: true, openings: 0 };
  const again = async (viewer: Follower): Promise<void> => {
    while (state.busy) {
      await open(viewer, session);
      state.openings += 1;
    }
  };
  const start = performance.now();
  const opening = Promise.all(viewers.map(again));
  const besideP99 = await p99Of(clients, seconds);
  state.busy = false;
  await opening;
  const took = (performance.now() - start) / 1000;
  for (const viewer of viewers) viewer.socket.close();
  await Promise.all(clients.map((client) => client.close()));
  return { aloneP99, besideP99, openings: state.openings, seconds: took };
}

async function p99Of(clients: readonly Client[], seconds: number): Promise<number> {
  const said = scenario({ deltas: LIVE_RATE * seconds, rate: LIVE_RATE });
  const turns = await Promise.all(clients.map((client) => client.turn(said)));
  return (
    quantile(
      turns.flatMap(({ ages }) => ages),
      0.99,
    ) / 1000
  );
}
