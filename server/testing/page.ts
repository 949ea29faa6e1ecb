import WebSocket from "ws";
import type { Command } from "../../lib/protocol/command";
import type { Cursor } from "../../lib/protocol/cursor";
import { ORIGIN } from "../../lib/protocol/cursor";
import type { SessionEvent } from "../../lib/protocol/event";
import type { ClientFrame, ServerFrame } from "../../lib/protocol/frame";
import { PROTOCOL_VERSION } from "../../lib/protocol/version";
import { reduce } from "../../lib/session/reduce";
import type { SessionState } from "../../lib/session/state";
import { emptySession } from "../../lib/session/state";
import { randomId } from "../../lib/util/random-id";

type FrameOf<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** A page without a browser: one real socket, every frame kept, events folded as a page folds them. */
export class TestPage {
  readonly frames: ServerFrame[] = [];
  readonly events: SessionEvent[] = [];
  state: SessionState;
  cursor: Cursor = ORIGIN;
  closeCode: number | null = null;
  #listeners = new Set<() => void>();

  private constructor(
    readonly socket: WebSocket,
    readonly cookie: string,
    readonly sessionId: string,
  ) {
    this.state = emptySession(sessionId);
    socket.on("message", (raw) => this.#receive(String(raw)));
    socket.on("close", (code) => {
      this.closeCode = code;
      this.#notify();
    });
    socket.on("error", () => undefined);
  }

  /** Opens a socket as a browser would: cookie first, then the upgrade with an `Origin`. */
  static async open(
    origin: string,
    { cookie, sessionId = randomId() }: { cookie?: string; sessionId?: string } = {},
  ): Promise<TestPage> {
    const identity = cookie ?? (await mintCookie(origin));
    const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, {
      headers: { cookie: identity, origin },
    });
    const page = new TestPage(socket, identity, sessionId);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    page.send({ type: "hello", version: PROTOCOL_VERSION });
    await page.frame("welcome");
    return page;
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  command(command: Command, commandId = randomId()): string {
    this.send({ type: "command", sessionId: this.sessionId, commandId, command });
    return commandId;
  }

  subscribe(cursor = this.cursor): void {
    this.send({ type: "subscribe", sessionId: this.sessionId, cursor });
  }

  /** Creates the session and follows it. */
  async create(model: string): Promise<void> {
    this.command({ type: "create_session", model });
    this.subscribe();
    await this.frame("caught_up");
  }

  say(text: string, executorId: string | null = null): string {
    return this.command({ type: "send_message", text, executorId });
  }

  /** Resolves with the first frame of a type, seen already or still to come. */
  async frame<T extends ServerFrame["type"]>(
    type: T,
    matches: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    const find = () =>
      this.frames.find((frame): frame is FrameOf<T> => frame.type === type && matches(frame as FrameOf<T>));
    await this.until(() => find() !== undefined);
    const found = find();
    if (!found) throw new Error("unreachable");
    return found;
  }

  /** Resolves once the condition holds; rejects with what was seen after ten seconds. */
  until(condition: (page: TestPage) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
      };
      const check = (): void => {
        if (!condition(this)) return;
        stop();
        resolve();
      };
      const timer = setTimeout(() => {
        stop();
        const seen = this.events.map((event) => event.type).join(" ");
        reject(new Error(`not seen within 10 s; events: ${seen}; close code: ${this.closeCode}`));
      }, 10_000);
      this.#listeners.add(check);
      check();
    });
  }

  /** Resolves once `count` turns have ended. */
  finished(count = 1): Promise<void> {
    return this.until(({ state }) => state.turns.length >= count && state.turn.status === "idle");
  }

  /** Everything the assistant said in the latest finished turn. */
  answer(): string {
    const entries = this.state.turns.at(-1)?.entries ?? [];
    return entries.map((entry) => (entry.kind === "message" ? entry.text : "")).join("");
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => this.closeCode !== null);
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    this.frames.push(frame);
    if (frame.type === "events" && frame.sessionId === this.sessionId) this.#fold(frame);
    this.#notify();
  }

  #fold(frame: FrameOf<"events">): void {
    if (frame.after > this.cursor.seq)
      throw new Error(`gap: at ${this.cursor.seq}, frame after ${frame.after}`);
    const fresh = frame.events.filter((event) => event.seq > this.cursor.seq);
    this.events.push(...fresh);
    this.state = fresh.reduce(reduce, this.state);
    this.cursor = { epoch: frame.epoch, seq: Math.max(this.cursor.seq, frame.upTo) };
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

export async function mintCookie(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/identity`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: "{}",
  });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  return cookies.join("; ");
}
