import WebSocket from "ws";
import { createConnection, type Connection } from "../../../lib/client/connection";
import { ORIGIN, type Cursor } from "../../../lib/protocol/cursor";
import type { ServerFrame } from "../../../lib/protocol/frame";
import { systemClock } from "../../../lib/util/clock";
import { Dice } from "../fuzz/dice";
import { mintCookie, TestPage } from "../page";
import type { Target } from "../target/target";
import { touch } from "./guests";

export type HerdSize = { clients: number; sessions: number; rounds: number; seed: number };
export type HerdRound = { ms: number; logReads: number; cpuMs: number };

type Session = { cookie: string; sessionId: string; seq: number };

/** Every connection is cut at once, each session gets an event meanwhile, and all pages come back by themselves. */
export async function herd(
  target: Target,
  { clients, sessions, rounds, seed }: HerdSize,
): Promise<HerdRound[]> {
  const dice = new Dice(seed);
  const all: Session[] = [];
  while (all.length < sessions) all.push(await newSession(target));
  const pages = Array.from({ length: clients }, (_none, at) => {
    const session = all[at % sessions];
    if (!session) throw new Error("a herd has sessions");
    return new HerdPage(target.origin, session, () => dice.below(1e6) / 1e6);
  });
  await Promise.all(pages.map((page) => page.start()));
  const seen: HerdRound[] = [];
  for (let round = 0; round < rounds; round += 1) seen.push(await cutAll(target, all, pages));
  for (const page of pages) page.close();
  return seen;
}

async function newSession({ origin }: Target): Promise<Session> {
  const page = await TestPage.open(origin, { cookie: await mintCookie(origin) });
  await page.create("echo");
  const { cookie, sessionId, state } = page;
  await page.close();
  return { cookie, sessionId, seq: state.seq };
}

async function cutAll(
  target: Target,
  sessions: readonly Session[],
  pages: readonly HerdPage[],
): Promise<HerdRound> {
  const before = await target.figures();
  const start = performance.now();
  for (const page of pages) page.cut();
  for (const session of sessions) {
    await touch(target.origin, session);
    session.seq += 1;
  }
  await Promise.all(pages.map((page) => page.back()));
  const ms = performance.now() - start;
  const after = await target.figures();
  const logReads = after.logReads - before.logReads;
  return { ms, logReads, cpuMs: (after.cpuMicros - before.cpuMicros) / 1000 };
}

/** The connection of a real page, its retries included, and a cursor. */
class HerdPage {
  readonly #session: Session;
  readonly #connection: Connection;
  #socket: WebSocket | null = null;
  #cursor: Cursor = ORIGIN;
  #isUp = false;
  #onBack: () => void = () => undefined;

  constructor(origin: string, session: Session, random: () => number) {
    this.#session = session;
    const headers = { cookie: session.cookie, origin };
    this.#connection = createConnection({
      identify: () => identify(origin, headers),
      openSocket: () => this.#open(new WebSocket(`${origin.replace("http", "ws")}/ws`, { headers })),
      ...{ clock: systemClock, random, onLink: () => undefined },
      onOpen: () => this.#subscribe(),
      onFrame: (frame) => this.#receive(frame),
    });
  }

  start(): Promise<void> {
    this.#connection.start();
    return this.back();
  }

  cut(): void {
    this.#isUp = false;
    this.#socket?.terminate();
  }

  /** Resolves once it is connected again and has what its session has. */
  back(): Promise<void> {
    return new Promise((resolve) => {
      this.#onBack = () => {
        if (this.#isUp && this.#cursor.seq >= this.#session.seq) resolve();
      };
      this.#onBack();
    });
  }

  close(): void {
    this.#connection.close();
  }

  #open(socket: WebSocket): globalThis.WebSocket {
    socket.on("error", () => undefined);
    this.#socket = socket;
    return socket as unknown as globalThis.WebSocket;
  }

  #subscribe(): void {
    this.#connection.send({ type: "subscribe", sessionId: this.#session.sessionId, cursor: this.#cursor });
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === "reset") throw new Error(`reset: ${frame.reason}`);
    if (frame.type === "events") {
      if (frame.after > this.#cursor.seq)
        throw new Error(`gap: at ${this.#cursor.seq}, after ${frame.after}`);
      this.#cursor = { epoch: frame.epoch, seq: Math.max(this.#cursor.seq, frame.upTo) };
    }
    if (frame.type === "caught_up") this.#isUp = true;
    this.#onBack();
  }
}

async function identify(origin: string, headers: Record<string, string>): Promise<"ready" | "unreachable"> {
  const json = { ...headers, "content-type": "application/json" };
  try {
    const answer = await fetch(`${origin}/api/identity`, { method: "POST", headers: json, body: "{}" });
    await answer.arrayBuffer();
    return answer.ok ? "ready" : "unreachable";
  } catch {
    return "unreachable";
  }
}
