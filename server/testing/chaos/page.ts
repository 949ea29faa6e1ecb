import WebSocket from "ws";
import { createConnection, type Connection } from "../../../lib/client/connection";
import type { OutboxEntry, SessionView } from "../../../lib/client/state";
import {
  emptyView,
  receiveCaughtUp,
  receiveEvents,
  receiveRejected,
  receiveReset,
} from "../../../lib/client/view";
import type { Command } from "../../../lib/protocol/command";
import type { SessionEvent } from "../../../lib/protocol/event";
import type { ServerFrame } from "../../../lib/protocol/frame";
import { callsToRun, type CallToDo } from "../../../lib/session/calls";
import { systemClock } from "../../../lib/util/clock";
import { randomId } from "../../../lib/util/random-id";
import { attachment } from "../test-tools";

/** After which refusals a page sends a command again, and when. */
const AGAIN_MS = new Map([
  ["stale_owner", 200],
  ["rate_limited", 1_000],
]);

type Options = { origin: string; cookie: string; sessionId?: string; random?: () => number };

/**
 * A page without a browser that lives through the deaths of its server: the page's own connection and fold,
 * an outbox whose commands are sent again, and tools that are run as a page runs them.
 */
export class ChaosPage {
  readonly sessionId: string;
  view: SessionView;
  /** Commands whose event this page has seen. */
  readonly acked = new Set<string>();
  /** Events by `seq` as they were first shown; one that is shown again must be the same. */
  readonly shown = new Map<number, string>();
  /** How often each call with effects was run. */
  readonly effects = new Map<string, number>();
  /** What must never happen, as it happened. */
  readonly faults: string[] = [];
  readonly codes: string[] = [];
  caughtUpAt = 0;
  /** Milliseconds of each time without a connection, until all that was missed had come. */
  readonly pauses: number[] = [];
  #lostAt: number | null = null;
  readonly #connection: Connection;
  readonly #me = { executorId: randomId(), claimId: randomId() };
  readonly #done = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor({ origin, cookie, sessionId = randomId(), random = Math.random }: Options) {
    this.sessionId = sessionId;
    this.view = emptyView(sessionId);
    const headers = { cookie, origin };
    const url = `${origin.replace("http", "ws")}/ws`;
    this.#connection = createConnection({
      identify: () => Promise.resolve("ready"),
      openSocket: () => quiet(new WebSocket(url, { headers })),
      clock: systemClock,
      random,
      onLink: ({ status }) => {
        if (status === "reconnecting") this.#lostAt ??= performance.now();
      },
      onOpen: () => this.#opened(),
      onFrame: (frame) => this.#receive(frame),
    });
    this.#connection.start();
  }

  /** Makes the session, offers tools, and keeps both until they are in the log. */
  create(model = "scripted"): void {
    this.command({ type: "create_session", model });
    this.#subscribe();
    this.#attach();
  }

  follow(): void {
    this.#subscribe();
  }

  say(text: string): string {
    return this.command({ type: "send_message", text, executorId: this.#me.executorId });
  }

  command(command: Command): string {
    const entry = { commandId: randomId(), sessionId: this.sessionId, command, at: Date.now() };
    this.view = { ...this.view, outbox: [...this.view.outbox, entry] };
    this.#give(entry);
    return entry.commandId;
  }

  isIdle(): boolean {
    return this.view.outbox.length === 0 && this.view.session.turn.status === "idle";
  }

  /** Resolves once the condition holds; rejects with what is seen after `ms`. */
  until(condition: (page: this) => boolean, ms = 20_000): Promise<void> {
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
        reject(new Error(`not seen within ${ms} ms: ${this.#seen()}`));
      }, ms);
      this.#listeners.add(check);
      check();
    });
  }

  /** As when the browser comes online: a page that met many deaths in a row would wait for up to 30 s. */
  comeBack(): void {
    this.#connection.reconnectNow();
  }

  close(): void {
    this.#connection.close();
  }

  #seen(): string {
    const { phase, cursor, session, outbox } = this.view;
    const waiting = outbox.map(({ command }) => command.type);
    return JSON.stringify({ phase, cursor, turn: session.turn, waiting, codes: this.codes });
  }

  #opened(): void {
    for (const entry of this.view.outbox) this.#give(entry);
    this.#subscribe();
    if (this.view.session.seq > 0) this.#attach();
  }

  #subscribe(): void {
    const { cursor } = this.view;
    this.#connection.send({ type: "subscribe", sessionId: this.sessionId, cursor });
  }

  #attach(): void {
    this.command(attachment(this.#me.executorId));
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === "events") this.#fold(frame);
    if (frame.type === "caught_up") {
      this.view = receiveCaughtUp(this.view, frame);
      this.caughtUpAt = performance.now();
      if (this.#lostAt !== null) this.pauses.push(this.caughtUpAt - this.#lostAt);
      this.#lostAt = null;
    }
    if (frame.type === "reset") this.#reset(frame);
    if (frame.type === "rejected") this.#rejected(frame);
    this.#act();
    for (const listener of [...this.#listeners]) listener();
  }

  #fold(frame: Extract<ServerFrame, { type: "events" }>): void {
    const next = receiveEvents(this.view, frame);
    if (next === "gap") return this.#subscribe();
    this.view = next;
    for (const event of frame.events) this.#show(event);
  }

  #show(event: SessionEvent): void {
    const text = JSON.stringify(event);
    const before = this.shown.get(event.seq);
    if (before !== undefined && before !== text) this.faults.push(`event ${event.seq} changed`);
    this.shown.set(event.seq, text);
    if (event.commandId) this.acked.add(event.commandId);
  }

  /** A page that has been told of events must never hear that they are not in the log. */
  #reset(frame: Extract<ServerFrame, { type: "reset" }>): void {
    if (frame.reason === "cursor_ahead") this.faults.push(`cursor ${this.view.cursor.seq} is ahead`);
    this.view = receiveReset(this.view, frame);
  }

  #rejected(frame: Extract<ServerFrame, { type: "rejected" }>): void {
    this.codes.push(frame.error.code);
    this.view = receiveRejected(this.view, frame);
    // As a page does: nothing is known of the owner's fate, or it is asked for patience.
    const waitMs = AGAIN_MS.get(frame.error.code);
    if (waitMs !== undefined) setTimeout(() => this.#again(frame.commandId), waitMs);
  }

  #again(commandId: string): void {
    const entry = this.view.outbox.find((waiting) => waiting.commandId === commandId);
    if (entry) this.#give(entry);
  }

  #give({ commandId, sessionId, command }: OutboxEntry): void {
    this.#connection.send({ type: "command", sessionId, commandId, command });
  }

  #act(): void {
    for (const todo of callsToRun(this.view.session, this.#me)) this.#perform(todo);
  }

  #perform({ call: { callId, effect }, step }: CallToDo): void {
    const key = `${callId} ${step}`;
    if (this.#done.has(key)) return;
    this.#done.add(key);
    const { executorId, claimId } = this.#me;
    if (step === "claim") {
      this.command({ type: "start_tool_call", callId, executorId, claimId });
      return;
    }
    if (effect !== "read") this.effects.set(callId, (this.effects.get(callId) ?? 0) + 1);
    const outcome = { ok: true as const, output: "done" };
    const claim = effect === "read" ? null : claimId;
    const answer = { callId, executorId, claimId: claim, outcome, artifact: null, ranMs: 1 };
    this.command({ type: "submit_tool_output", ...answer });
  }
}

/** An error of the socket is followed by its close, which is what counts. */
function quiet(socket: WebSocket): globalThis.WebSocket {
  socket.on("error", () => undefined);
  return socket as unknown as globalThis.WebSocket;
}
