import { createDesk } from "../desk/desk";
import type { Desk } from "../desk/types";
import { createJournal } from "../tools/journal";
import { createRegistry } from "../tools/registry";
import { createRunner } from "../tools/runner";
import { dataPack } from "../tools/builtin/data/pack";
import { systemClock } from "../util/clock";
import { randomId } from "../util/random-id";
import { holdClaim, isClaimAlive } from "./claim-lock";
import type { Client } from "./client";
import { createCommands } from "./commands";
import type { Connection } from "./connection";
import { createConnection } from "./connection";
import * as drafts from "./drafts";
import { createPageExecutor } from "./executor";
import * as http from "./http";
import { deskId, executorId } from "./identity";
import { createOutboxStore } from "./outbox";
import { receiveFrame } from "./receive";
import type { SessionView } from "./state";
import { createClientStore } from "./store";
import { createSubscriptions } from "./subscriptions";

/** Puts the page together: socket, state, outbox, desk and tools. One per tab. */
export function createClient(): Client {
  const me = { executorId: executorId(), claimId: randomId() };
  const desk: Desk = createDesk({ deskId: deskId() });
  const restored = desk.restore().then(noteRestored, noteRestored);
  const store = createClientStore();
  const outbox = createOutboxStore(me.executorId);
  const registry = createRegistry(dataPack(desk));
  const commands = createCommands({ store, outbox, connection: () => connection, now: () => Date.now() });
  const subscriptions = createSubscriptions(store, () => connection);
  const executor = createPageExecutor({ executorId: me.executorId, deskId: desk.deskId, registry, commands });
  const journal = createJournal(desk.deskId);
  const runner = createRunner({
    me,
    registry,
    journal,
    isClaimAlive,
    command: commands.give,
    now: () => performance.now(),
  });
  holdClaim(me.claimId);
  let isRestored = false;

  function noteRestored(): void {
    isRestored = true;
    for (const view of store.now().views.values()) moved(view);
  }

  /** Calls wait for the desk: a table that is not there yet is not a table that does not exist. */
  function moved(view: SessionView): void {
    if (isRestored && view.role !== "viewer") runner.update(view.sessionId, view.session);
  }

  function caughtUp(view: SessionView): void {
    if (view.role !== "owner") return;
    executor.attach(view.sessionId);
    commands.resend(view.sessionId);
    moved(view);
  }

  function opened(): void {
    connection.send({ type: "watch_sessions" });
    for (const view of store.now().views.values()) {
      if (isNew(view)) introduce(view.sessionId);
      else if (subscriptions.followed().includes(view.sessionId) || view.outbox.length > 0)
        subscriptions.subscribe(view.sessionId);
    }
  }

  const isNew = (view: SessionView): boolean =>
    view.outbox.some((entry) => entry.command.type === "create_session");

  /** The first frames of a session, in the order in which the server needs them. */
  function introduce(sessionId: string): void {
    const view = store.view(sessionId);
    if (!view) return;
    for (const { commandId, command } of view.outbox) {
      connection.send({ type: "command", sessionId, commandId, command });
      if (command.type !== "create_session") continue;
      executor.attachWhole(sessionId);
      connection.send({ type: "subscribe", sessionId, cursor: view.cursor });
    }
  }

  const receiver = {
    store,
    commands,
    resubscribe: subscriptions.subscribe,
    moved,
    caughtUp,
    rejected: ({ sessionId, error }: { sessionId: string; error: { code: string } }) =>
      error.code === "unknown_tools" ? executor.attachWhole(sessionId) : undefined,
  };

  const connection: Connection = createConnection({
    identify: http.identify,
    openSocket: () =>
      new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`),
    clock: systemClock,
    random: Math.random,
    onLink: (link) => store.change({ link }),
    onOpen: opened,
    onFrame: (frame) => receiveFrame(receiver, frame),
  });

  function send(sessionId: string, text: string): string {
    const view = store.view(sessionId);
    const isFirst = !view || (view.session.seq === 0 && !isNew(view) && view.phase !== "live");
    if (isFirst) {
      commands.give(sessionId, { type: "create_session", model: pendingModels.get(sessionId) ?? null });
      executor.attachWhole(sessionId);
      connection.send({ type: "subscribe", sessionId, cursor: { epoch: 0, seq: 0 } });
    }
    return commands.give(sessionId, { type: "send_message", text, executorId: me.executorId });
  }

  /** A model chosen before the session exists. */
  const pendingModels = new Map<string, string>();

  const wake = (): void => connection.reconnectNow();
  const wakeIfVisible = (): void => (document.visibilityState === "visible" ? wake() : undefined);
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wakeIfVisible);

  void outbox.all().then((entries) => {
    for (const sessionId of new Set(entries.map((entry) => entry.sessionId))) {
      const own = entries.filter((entry) => entry.sessionId === sessionId);
      store.openView(sessionId, []);
      store.changeView(sessionId, (view) => ({ ...view, outbox: [...own, ...view.outbox] }));
    }
    connection.start();
  });

  return {
    me,
    desk,
    getState: store.shown.getState,
    subscribe: store.shown.subscribe,
    newSessionId: randomId,
    follow: subscriptions.follow,
    send,
    stop: (sessionId) => void commands.give(sessionId, { type: "cancel_turn" }),
    removeQueued: (sessionId, queueId) => void commands.give(sessionId, { type: "remove_queued", queueId }),
    configure: (sessionId, model) => {
      const view = store.view(sessionId);
      if (!view || view.session.seq === 0) pendingModels.set(sessionId, model);
      else commands.give(sessionId, { type: "configure", model });
    },
    rename: (sessionId, title) => void commands.give(sessionId, { type: "rename", title }),
    resolveApproval: (sessionId, callId, decision) =>
      void commands.give(sessionId, { type: "resolve_approval", callId, decision }),
    dismissRefusal: (sessionId) => store.changeView(sessionId, (view) => ({ ...view, refusal: null })),
    reconnectNow: connection.reconnectNow,
    createShare: http.createShare,
    revokeShare: http.revokeShare,
    openShare: http.openShare,
    unlock: async (token) => {
      const refused = await http.unlock(token);
      if (!refused) connection.reconnectNow();
      return refused;
    },
    draft: drafts.draft,
    keepDraft: drafts.keepDraft,
    close: () => {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wakeIfVisible);
      runner.close();
      connection.close();
      void restored.then(() => desk.close());
    },
  };
}
