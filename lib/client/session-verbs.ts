import type { ExecutorId, SessionId } from "../protocol/ids";
import type { Workspace } from "../protocol/workspace";
import type { Client } from "./client";
import type { Commands } from "./commands";
import type { Introductions } from "./introduce";
import type { ClientStore } from "./store";
import { isToBeCreated } from "./view";

export type SessionVerbs = Pick<
  Client,
  | "send"
  | "stop"
  | "steer"
  | "removeQueued"
  | "editQueued"
  | "moveQueued"
  | "sendQueuedNow"
  | "resumeQueue"
  | "configure"
  | "rename"
  | "compact"
  | "resolveApproval"
  | "revokeGrant"
  | "resolveOutcome"
  | "answerQuestion"
  | "takeTools"
  | "dismissRefusal"
>;

export type SessionVerbsOptions = {
  executorId: ExecutorId;
  store: ClientStore;
  commands: Commands;
  introductions: Introductions;
  /** What a message that is sent now tells of the workspace. */
  workspaceFor: (sessionId: SessionId) => Workspace | null;
};

/** What a person does in a session, as commands. */
export function createSessionVerbs(options: SessionVerbsOptions): SessionVerbs {
  const { executorId, store, commands, introductions, workspaceFor } = options;
  /** A model chosen before the session exists. */
  const pendingModels = new Map<SessionId, string>();

  const isFirst = (sessionId: SessionId): boolean => {
    const view = store.view(sessionId);
    return !view || (view.session.seq === 0 && !isToBeCreated(view) && view.phase !== "live");
  };

  return {
    send: (sessionId, text, attachments = []) => {
      if (isFirst(sessionId)) introductions.create(sessionId, pendingModels.get(sessionId) ?? null);
      const files = attachments.length > 0 ? { attachments: [...attachments] } : {};
      const workspace = workspaceFor(sessionId);
      const note = workspace === null ? {} : { workspace };
      return commands.give(sessionId, { type: "send_message", text, executorId, ...files, ...note });
    },
    stop: (sessionId) => void commands.give(sessionId, { type: "cancel_turn" }),
    steer: (sessionId, text) => commands.give(sessionId, { type: "steer", text, executorId }),
    editQueued: (sessionId, queueId, text) =>
      void commands.give(sessionId, { type: "edit_queued", queueId, text }),
    moveQueued: (sessionId, queueId, before) =>
      void commands.give(sessionId, { type: "reorder_queue", queueId, before }),
    sendQueuedNow: (sessionId, queueId) =>
      void commands.give(sessionId, { type: "send_queued_now", queueId }),
    resumeQueue: (sessionId) => void commands.give(sessionId, { type: "resume_queue" }),
    removeQueued: (sessionId, queueId) => void commands.give(sessionId, { type: "remove_queued", queueId }),
    configure: (sessionId, model) => {
      const view = store.view(sessionId);
      if (!view || view.session.seq === 0) pendingModels.set(sessionId, model);
      else commands.give(sessionId, { type: "configure", model });
    },
    rename: (sessionId, title) => void commands.give(sessionId, { type: "rename", title }),
    compact: (sessionId) => void commands.give(sessionId, { type: "compact" }),
    resolveApproval: (sessionId, { callId, argumentsHash }, decision, said = {}) =>
      void commands.give(sessionId, { type: "resolve_approval", callId, argumentsHash, decision, ...said }),
    revokeGrant: (sessionId, tool) => void commands.give(sessionId, { type: "revoke_grant", tool }),
    resolveOutcome: (sessionId, callId, answer) =>
      void commands.give(sessionId, { type: "resolve_outcome", callId, answer }),
    answerQuestion: (sessionId, question, answer) =>
      void commands.give(sessionId, { type: "answer_question", ...question, answer }),
    takeTools: (sessionId) => {
      const epoch = store.view(sessionId)?.session.lease?.epoch ?? 0;
      commands.give(sessionId, { type: "take_tools", executorId, epoch });
    },
    dismissRefusal: (sessionId) => store.changeView(sessionId, (view) => ({ ...view, refusal: null })),
  };
}
