import WebSocket from "ws";
import { createPage, type Page } from "../../../lib/client/page";
import type { SessionView } from "../../../lib/client/state";
import type { ServerFrame } from "../../../lib/protocol/frame";
import { defineTool } from "../../../lib/tools/define-tool";
import type { JournalEntry } from "../../../lib/tools/journal";
import { createRegistry, type Registry } from "../../../lib/tools/registry";
import { randomId } from "../../../lib/util/random-id";
import { DESK } from "../test-tools";
import { fastClock } from "./fast-clock";

export type WiredPageOptions = {
  origin: string;
  /** Where its sockets are opened: the origin's own port, or that of a proxy before it. */
  port: number;
  cookie: string;
  /** How many times as fast its waits go by. */
  hurry: number;
  random: () => number;
};

/** A whole page but for its browser: storage in memory, a tool that counts its runs, and real sockets. */
export class WiredPage {
  readonly sessionId = randomId();
  /** How often each call was run. */
  readonly runs = new Map<string, number>();
  /** Why the server told it to start again. */
  readonly resets: string[] = [];
  readonly tools: Registry;
  readonly #page: Page;

  constructor(private readonly options: WiredPageOptions) {
    const { hurry, random } = options;
    this.tools = createRegistry([this.#tool()]);
    const journal = new Map<string, JournalEntry>();
    const clock = fastClock(hurry);
    this.#page = createPage({
      ...{ clock, random, mintId: randomId, me: { executorId: randomId(), claimId: randomId() } },
      identify: () => Promise.resolve("ready"),
      openSocket: () => this.#openSocket(),
      outbox: {
        all: () => Promise.resolve([]),
        put: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      },
      batch: (work) => ({ request: work }),
      workspaceFor: () => null,
      tools: {
        desk: { deskId: DESK, restore: () => Promise.resolve(), close: () => Promise.resolve() },
        registry: this.tools,
        journal: {
          get: (key) => Promise.resolve(journal.get(key)),
          put: (entry) => Promise.resolve(void journal.set(entry.key, entry)),
          remove: (key) => Promise.resolve(void journal.delete(key)),
        },
        ...{ isClaimAlive: () => Promise.resolve(false), after: clock.after, stopwatch: () => 0 },
      },
    });
    this.#page.verbs.configure(this.sessionId, "scripted");
    this.#page.subscriptions.follow(this.sessionId);
    this.#page.open();
  }

  get view(): SessionView | undefined {
    return this.#page.store.view(this.sessionId);
  }

  /** The id of the command that sends it. */
  say(text: string): string {
    return this.#page.verbs.send(this.sessionId, text);
  }

  /** Resolves once the condition holds; rejects with what is seen after `ms`. */
  until(condition: (view: SessionView) => boolean, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!this.view || !condition(this.view)) return;
        stop();
        resolve();
      };
      const stop = (): void => {
        clearTimeout(timer);
        unsubscribe();
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`not seen within ${ms} ms: ${this.#seen()}`));
      }, ms);
      const unsubscribe = this.#page.store.shown.subscribe(check);
      check();
    });
  }

  close(): void {
    this.#page.close();
  }

  #seen(): string {
    const { link } = this.#page.store.now();
    if (!this.view) return JSON.stringify({ link });
    const { phase, cursor, session, outbox, refusal } = this.view;
    const { turn, turns } = session;
    const calls = turn.status === "running" ? [...turn.calls.values()].map(({ status }) => status) : [];
    const waiting = outbox.map(({ command }) => command.type);
    return JSON.stringify({ link, phase, cursor, turn, calls, turns: turns.length, waiting, refusal });
  }

  #tool() {
    return defineTool({
      ...{
        name: "change",
        title: "Change",
        description: "Has an effect.",
        effect: "write",
        approval: "auto",
      },
      parameters: { type: "object", properties: {}, additionalProperties: false },
      run: (_args, { callId }) => {
        this.runs.set(callId, (this.runs.get(callId) ?? 0) + 1);
        return Promise.resolve({ output: "changed" });
      },
    });
  }

  #openSocket(): globalThis.WebSocket {
    const { origin, port, cookie } = this.options;
    const headers = { cookie, origin, host: new URL(origin).host };
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers });
    // An error of the socket is followed by its close, which is what counts.
    socket.on("error", () => undefined);
    socket.on("message", (raw) => this.#note(JSON.parse(String(raw)) as ServerFrame));
    return socket as unknown as globalThis.WebSocket;
  }

  #note(frame: ServerFrame): void {
    if (frame.type === "reset") this.resets.push(frame.reason);
  }
}
