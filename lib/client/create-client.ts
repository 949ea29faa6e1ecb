import type { ServerFrame } from "../protocol/frame";
import { systemClock } from "../util/clock";
import { randomId } from "../util/random-id";
import type { Client } from "./client";
import { createCommands } from "./commands";
import type { Connection } from "./connection";
import { createConnection } from "./connection";
import * as drafts from "./drafts";
import * as http from "./http";
import { executorId } from "./identity";
import { createIntroductions } from "./introduce";
import { createOutboxStore } from "./outbox";
import { PageTools } from "./page-tools";
import { receiveFrame } from "./receive";
import { createSessionVerbs } from "./session-verbs";
import type { OutboxEntry, SessionView } from "./state";
import { createClientStore } from "./store";
import { createSubscriptions } from "./subscriptions";
import { createWarm } from "./warm";

/** Puts the page together: socket, state, outbox, desk and tools. One per tab. */
export function createClient(): Client {
  const page = new Page();
  page.open();
  return {
    me: page.me,
    desk: page.tools.desk,
    getState: page.store.shown.getState,
    subscribe: page.store.shown.subscribe,
    newSessionId: randomId,
    follow: page.subscriptions.follow,
    ...page.verbs,
    warm: page.warm,
    reconnectNow: page.wake,
    createShare: http.createShare,
    revokeShare: http.revokeShare,
    openShare: http.openShare,
    unlock: (token) => page.unlock(token),
    draft: drafts.draft,
    keepDraft: drafts.keepDraft,
    close: () => page.close(),
  };
}

class Page {
  readonly me = { executorId: executorId(), claimId: randomId() };
  readonly store = createClientStore();
  readonly #outbox = createOutboxStore(this.me.executorId);
  readonly #commands = createCommands({
    store: this.store,
    outbox: this.#outbox,
    connection: () => this.#connection,
    now: () => Date.now(),
  });
  readonly subscriptions = createSubscriptions(this.store, () => this.#connection);
  readonly tools = new PageTools({
    me: this.me,
    commands: this.#commands,
    views: () => this.store.now().views.values(),
  });
  readonly #introductions = createIntroductions({
    now: this.store.now,
    commands: this.#commands,
    subscriptions: this.subscriptions,
    connection: () => this.#connection,
    offerWhole: (sessionId) => this.tools.offerWhole(sessionId),
  });
  readonly verbs = createSessionVerbs({
    executorId: this.me.executorId,
    store: this.store,
    commands: this.#commands,
    introductions: this.#introductions,
  });
  readonly warm = createWarm({
    view: this.store.view,
    send: (frame) => this.#connection.send(frame),
    now: () => Date.now(),
  });
  readonly #receiver = {
    store: this.store,
    commands: this.#commands,
    resubscribe: this.subscriptions.subscribe,
    moved: (view: SessionView) => this.#moved(view),
    caughtUp: (view: SessionView) => this.#caughtUp(view),
    rejected: (frame: Extract<ServerFrame, { type: "rejected" }>) => this.#rejected(frame),
  };
  readonly #connection: Connection = createConnection({
    identify: http.identify,
    openSocket,
    clock: systemClock,
    random: Math.random,
    onLink: (link) => this.store.change({ link }),
    onOpen: this.#introductions.greet,
    onFrame: (frame) => receiveFrame(this.#receiver, frame),
  });
  #phase: "open" | "closed" = "open";

  open(): void {
    addEventListener("online", this.wake);
    addEventListener("offline", this.wake);
    document.addEventListener("visibilitychange", this.#wakeIfVisible);
    void this.#outbox.all().then((entries) => this.#start(entries));
  }

  /** Tries again at once, or asks an open connection for a sign of life. */
  readonly wake = (): void => this.#connection.reconnectNow();

  readonly #wakeIfVisible = (): void => {
    if (document.visibilityState === "visible") this.wake();
  };

  async unlock(token: string): ReturnType<Client["unlock"]> {
    const refused = await http.unlock(token);
    if (!refused) this.wake();
    return refused;
  }

  close(): void {
    this.#phase = "closed";
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.wake);
    document.removeEventListener("visibilitychange", this.#wakeIfVisible);
    this.tools.close();
    this.#connection.close();
  }

  /** What an earlier life of this page left unanswered comes before what was given meanwhile. */
  #start(entries: readonly OutboxEntry[]): void {
    if (this.#phase === "closed") return;
    for (const sessionId of new Set(entries.map((entry) => entry.sessionId))) {
      const own = entries.filter((entry) => entry.sessionId === sessionId);
      this.store.openView(sessionId, []);
      this.store.changeView(sessionId, (view) => ({ ...view, outbox: merged(own, view.outbox) }));
    }
    this.#connection.start();
  }

  #moved(view: SessionView): void {
    this.tools.moved(view);
    this.subscriptions.letGo(view.sessionId);
  }

  #caughtUp(view: SessionView): void {
    if (view.role !== "owner") return;
    this.tools.offer(view.sessionId);
    this.#commands.resend(view.sessionId);
    this.#moved(view);
  }

  #rejected({ sessionId, error }: Extract<ServerFrame, { type: "rejected" }>): void {
    if (error.code === "unknown_tools") this.tools.offerWhole(sessionId);
    if (error.code === "stale_owner") this.subscriptions.subscribe(sessionId);
  }
}

const openSocket = (): WebSocket =>
  new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`);

function merged(kept: readonly OutboxEntry[], given: readonly OutboxEntry[]): readonly OutboxEntry[] {
  const known = new Set(given.map((entry) => entry.commandId));
  return [...kept.filter((entry) => !known.has(entry.commandId)), ...given];
}
