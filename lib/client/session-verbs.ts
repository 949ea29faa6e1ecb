import type { ExecutorId, SessionId } from "../protocol/ids";
import type { Client } from "./client";
import type { Commands } from "./commands";
import type { Introductions } from "./introduce";
import type { ClientStore } from "./store";
import { isToBeCreated } from "./view";

export type SessionVerbs = Pick<
  Client,
  "send" | "stop" | "removeQueued" | "configure" | "rename" | "resolveApproval" | "dismissRefusal"
>;

export type SessionVerbsOptions = {
  executorId: ExecutorId;
  store: ClientStore;
  commands: Commands;
  introductions: Introductions;
};

/** What a person does in a session, as commands. */
export function createSessionVerbs(options: SessionVerbsOptions): SessionVerbs {
  const { executorId, store, commands, introductions } = options;
  /** A model chosen before the session exists. */
  const pendingModels = new Map<SessionId, string>();

  const isFirst = (sessionId: SessionId): boolean => {
    const view = store.view(sessionId);
    return !view || (view.session.seq === 0 && !isToBeCreated(view) && view.phase !== "live");
  };

  return {
    send: (sessionId, text) => {
      if (isFirst(sessionId)) introductions.create(sessionId, pendingModels.get(sessionId) ?? null);
      return commands.give(sessionId, { type: "send_message", text, executorId });
    },
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
  };
}
