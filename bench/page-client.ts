import { once } from "node:events";
import WebSocket from "ws";
import type { Command } from "../lib/protocol/command";
import { ORIGIN } from "../lib/protocol/cursor";
import type { SessionEvent } from "../lib/protocol/event";
import type { ClientFrame, ServerFrame } from "../lib/protocol/frame";
import { PROTOCOL_VERSION } from "../lib/protocol/version";
import { callsToRun } from "../lib/session/calls";
import { reduce } from "../lib/session/reduce";
import { emptySession } from "../lib/session/state";
import { randomId } from "../lib/util/random-id";
import { mintCookie } from "../server/testing/page";
import { Running, type Client } from "./client";
import { pause } from "./pause";
import { modelOf, QUESTION, TOOL_OUTPUT, TOOLS, type Scenario } from "./scenario";
import { ages } from "./stamp";

export type Follower = { socket: WebSocket; send: (frame: ClientFrame) => void };

export type PageClient = Client & { sessionId: string; cookie: string; seq(): number };

/** A page without a browser and, with `viewers` 2, a second page that follows the same session. */
export async function openPage(origin: string, viewers: number, scenario: Scenario): Promise<PageClient> {
  const cookie = await mintCookie(origin);
  const page = new Page(await openSocket(origin, cookie));
  await page.create(scenario);
  const others = await Promise.all(
    Array.from({ length: viewers - 1 }, async () => {
      const viewer = new Page(await openSocket(origin, cookie), page.sessionId);
      await viewer.follow();
      return viewer;
    }),
  );
  const pages = [page, ...others];
  return {
    ...{ sessionId: page.sessionId, cookie, seq: () => page.seq },
    turn: async (scenario) => {
      const turns = pages.map((each) => each.expectTurn());
      page.ask(scenario);
      const [own, ...seen] = await Promise.all(turns);
      if (own === undefined) throw new Error("a session has at least one viewer");
      return { ...own, ages: [own, ...seen].flatMap((turn) => turn.ages) };
    },
    announce: () => page.announce(),
    heard: () => page.heard,
    close: async () => void (await Promise.all(pages.map((each) => each.close()))),
  };
}

/** A server takes so many pages a second and sends the others away for a while. */
const COMES_BACK_MS = 500;

export async function openSocket(origin: string, cookie: string): Promise<Follower> {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, {
    headers: { cookie, origin },
    perMessageDeflate: false,
  });
  try {
    await once(socket, "open");
  } catch (error) {
    if (!String(error).includes("503")) throw error;
    await pause(COMES_BACK_MS);
    return openSocket(origin, cookie);
  }
  return { socket, send: (frame) => socket.send(JSON.stringify(frame)) };
}

/** Folds the session and runs what it must run, as a page does. */
class Page {
  readonly #me = { executorId: randomId(), claimId: randomId() };
  readonly #answered = new Set<string>();
  #state;
  #running: Running | null = null;
  #model = "";
  #onCaughtUp: () => void = () => undefined;
  #onAttached: () => void = () => undefined;

  constructor(
    private readonly follower: Follower,
    readonly sessionId = randomId(),
  ) {
    this.#state = emptySession(sessionId);
    follower.socket.on("message", (raw) => this.#receive(JSON.parse(String(raw)) as ServerFrame));
    follower.socket.on("error", (error) => this.#running?.fail(error.message));
    follower.send({ type: "hello", version: PROTOCOL_VERSION });
    follower.send({ type: "watch_sessions" });
  }

  get seq(): number {
    return this.#state.seq;
  }

  get heard(): number {
    return this.#running?.count ?? 0;
  }

  /** Makes the session, follows it and offers the tools. */
  async create(scenario: Scenario): Promise<void> {
    this.#model = modelOf(scenario);
    const attached = new Promise<void>((resolve) => (this.#onAttached = resolve));
    this.#command({ type: "create_session", model: this.#model });
    await this.follow();
    const { executorId } = this.#me;
    const desk = { deskId: randomId(), toolsHash: "bench", tools: TOOLS };
    this.#command({ type: "attach_executor", executorId, ...desk });
    await attached;
  }

  follow(): Promise<void> {
    const caughtUp = new Promise<void>((resolve) => (this.#onCaughtUp = resolve));
    this.follower.send({ type: "subscribe", sessionId: this.sessionId, cursor: ORIGIN });
    return caughtUp;
  }

  expectTurn() {
    this.#running = new Running();
    return this.#running.done;
  }

  ask(scenario: Scenario): void {
    const model = modelOf(scenario);
    if (model !== this.#model) this.#command({ type: "configure", model });
    this.#model = model;
    this.#command({ type: "send_message", text: QUESTION, executorId: this.#me.executorId });
  }

  announce(): void {
    this.follower.send({ type: "warm", sessionId: this.sessionId });
  }

  async close(): Promise<void> {
    this.follower.socket.close();
    await once(this.follower.socket, "close");
  }

  #command(command: Command): void {
    this.follower.send({ type: "command", sessionId: this.sessionId, commandId: randomId(), command });
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === "caught_up") return this.#onCaughtUp();
    if (frame.type === "rejected") return this.#running?.fail(`${frame.error.code}: ${frame.error.message}`);
    if (frame.type !== "events") return;
    if (frame.after > this.#state.seq) throw new Error(`gap after ${this.#state.seq}`);
    for (const event of frame.events) this.#fold(event);
    this.#runCalls();
  }

  #fold(event: SessionEvent): void {
    if (event.seq <= this.#state.seq) return;
    this.#state = reduce(this.#state, event);
    if (event.type === "executor.attached") this.#onAttached();
    if (event.type === "turn.finished") this.#finished(event.end);
    if (event.type !== "item.delta") return;
    const live = this.#state.live.get(event.itemId);
    if (live?.kind === "message") this.#running?.heard(ages(event.text));
  }

  #finished(end: { reason: string }): void {
    if (end.reason === "completed") this.#running?.finish();
    else this.#running?.fail(`the turn ended: ${JSON.stringify(end)}`);
  }

  #runCalls(): void {
    for (const { call } of callsToRun(this.#state, this.#me)) {
      if (this.#answered.has(call.callId)) continue;
      this.#answered.add(call.callId);
      this.#command({
        type: "submit_tool_output",
        callId: call.callId,
        executorId: this.#me.executorId,
        claimId: null,
        outcome: { ok: true, output: TOOL_OUTPUT },
        artifact: null,
        ranMs: 0,
      });
    }
  }
}
