"use client";

import { useClientState } from "../../lib/client/use-session";
import type { ClientState } from "../../lib/client/state";
import type { SessionId } from "../../lib/protocol/ids";

/** The model that a session answers with: what was just chosen, else what it has, else the server's default. */
export function modelOf(state: ClientState, sessionId: SessionId): string | null {
  const view = state.views.get(sessionId);
  const chosen = view?.outbox.findLast(({ command }) => command.type === "configure")?.command;
  if (chosen?.type === "configure") return chosen.model;
  return view?.session.model ?? state.defaultModel;
}

/** The honest word about what answers, when there is one to say. */
export function ModelNote({ sessionId, className }: { sessionId: SessionId; className?: string }) {
  const note = useClientState((state) => {
    const id = modelOf(state, sessionId);
    return state.models.find((model) => model.id === id)?.note ?? null;
  }, null);
  return note === null ? null : <span className={className}>Demo model: {note}</span>;
}
