import type { ServerFrame } from "../protocol/frame";
import type { ClaimId, ExecutorId, SessionId } from "../protocol/ids";
import type { Workspace } from "../protocol/workspace";
import type { Clock } from "../util/clock";
import type { Commands } from "./commands";
import { createCommands } from "./commands";
import type { Connection } from "./connection";
import { createConnection } from "./connection";
import type { FrameBatch } from "./frame-batch";
import { createIntroductions } from "./introduce";
import type { OutboxStore } from "./outbox";
import type { ToolPorts } from "./page-tools";
import { PageTools } from "./page-tools";
import { createReceipts } from "./receipts";
import type { Receiver } from "./receive";
import { receiveFrame } from "./receive";
import type { Rejoin } from "./rejoin";
import { createRejoin } from "./rejoin";
import type { SendLater } from "./send-later";
import { createSendLater } from "./send-later";
import type { SessionVerbs } from "./session-verbs";
import { createSessionVerbs } from "./session-verbs";
import type { OutboxEntry, SessionView } from "./state";
import type { ClientStore } from "./store";
import { createClientStore } from "./store";
import type { Subscriptions } from "./subscriptions";
import { createSubscriptions } from "./subscriptions";
import { createWarm } from "./warm";

/** What a page takes from its browser. */
export type PagePorts = {
  me: { executorId: ExecutorId; claimId: ClaimId };
  clock: Clock;
  random: () => number;
  mintId: () => string;
  identify: () => Promise<"ready" | "locked" | "unreachable">;
  openSocket: () => WebSocket;
  outbox: OutboxStore;
  batch: (work: () => void) => FrameBatch;
  tools: ToolPorts;
  workspaceFor: (sessionId: SessionId) => Workspace | null;
};

export type Page = {
  readonly store: ClientStore;
  readonly subscriptions: Subscriptions;
  readonly verbs: SessionVerbs;
  warm(sessionId: SessionId): void;
  open(): void;
  /** Tries again at once, or asks an open connection for a sign of life. */
  wake(): void;
  close(): void;
};

/** Everything of a page but the browser: socket, state, outbox and tools. */
export function createPage(ports: PagePorts): Page {
  const { me, clock, random, mintId, identify, openSocket, outbox } = ports;
  const { now } = clock;
  const store = createClientStore(ports.batch);
  const connection = (): Connection => line;
  const receipts = createReceipts({
    ...{ clock, view: store.view },
    askAgain: (sessionId) => introductions.again(sessionId),
  });
  const commands = createCommands({
    ...{ store, outbox, connection, now, mintId, onSent: receipts.expect },
  });
  const subscriptions = createSubscriptions(store, connection);
  const tools = new PageTools({ ...ports.tools, me, commands, views: () => store.now().views.values() });
  const offerWhole = (sessionId: SessionId): void => tools.offerWhole(sessionId);
  const introductions = createIntroductions({
    ...{ now: store.now, commands, subscriptions, connection, offerWhole },
  });
  const introduce = (sessionId: SessionId): void => {
    if (store.view(sessionId)?.role === "owner") tools.offer(sessionId);
  };
  const later = createSendLater({ clock, resend: commands.again, introduce });
  const rejoin = createRejoin({ clock, random, join: introductions.again });
  const receiver = createReceiver({ store, commands, subscriptions, tools, later, rejoin });
  const line = createConnection({
    ...{ identify, openSocket, clock, random },
    onLink: (link) => store.change({ link }),
    onOpen: introductions.greet,
    onFrame: (frame) => receiveFrame(receiver, frame),
  });
  let phase: "open" | "closed" = "open";

  return {
    store,
    subscriptions,
    verbs: createSessionVerbs({
      ...{ executorId: me.executorId, store, commands, introductions },
      workspaceFor: ports.workspaceFor,
    }),
    warm: createWarm({ view: store.view, send: (frame) => line.send(frame), now }),
    open: () => {
      void outbox.all().then((entries) => {
        if (phase === "closed") return;
        takeUp(store, entries);
        line.start();
      });
    },
    wake: () => line.reconnectNow(),
    close: () => {
      phase = "closed";
      later.close();
      rejoin.close();
      receipts.close();
      tools.close();
      line.close();
    },
  };
}

type ReceiverParts = {
  store: ClientStore;
  commands: Commands;
  subscriptions: Subscriptions;
  tools: PageTools;
  later: SendLater;
  rejoin: Rejoin;
};

function createReceiver(parts: ReceiverParts): Receiver {
  const { store, commands, subscriptions, tools, later, rejoin } = parts;
  const moved = (view: SessionView): void => {
    tools.moved(view);
    subscriptions.letGo(view.sessionId);
  };
  const caughtUp = (view: SessionView): void => {
    if (view.role === "owner") tools.offer(view.sessionId);
    commands.resend(view.sessionId);
    if (view.role === "owner") moved(view);
  };
  const rejected = (frame: Extract<ServerFrame, { type: "rejected" }>): void => {
    const { sessionId, error } = frame;
    if (error.code === "rate_limited" || error.code === "storage_full") later.limited(frame);
    if (error.code === "unknown_tools") tools.offerWhole(sessionId);
    if (error.code === "stale_owner" || error.code === "internal") rejoin.later(sessionId);
  };
  return { store, commands, resubscribe: subscriptions.resubscribe, moved, caughtUp, rejected };
}

/** What an earlier life of this page left unanswered comes before what was given meanwhile. */
function takeUp(store: ClientStore, entries: readonly OutboxEntry[]): void {
  for (const sessionId of new Set(entries.map((entry) => entry.sessionId))) {
    const own = entries.filter((entry) => entry.sessionId === sessionId);
    store.openView(sessionId, []);
    store.changeView(sessionId, (view) => ({ ...view, outbox: merged(own, view.outbox) }));
  }
}

function merged(kept: readonly OutboxEntry[], given: readonly OutboxEntry[]): readonly OutboxEntry[] {
  const known = new Set(given.map((entry) => entry.commandId));
  return [...kept.filter((entry) => !known.has(entry.commandId)), ...given];
}
