"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Client } from "../../lib/client/client";
import type { ClientState } from "../../lib/client/state";
import { useClientState } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";

/** Models chosen for sessions that do not exist yet; the log knows those of all others. */
const chosen = createStore<ReadonlyMap<SessionId, string>>(() => new Map());

function modelIn(state: ClientState, sessionId: SessionId): string | null {
  const view = state.views.get(sessionId);
  const change = view?.outbox.findLast(({ command }) => command.type === "configure")?.command;
  return change?.type === "configure" ? change.model : (view?.session.model ?? null);
}

/** The model that a session answers with: what was just chosen, else what it has, else the server's default. */
export function useModel(sessionId: SessionId): string | null {
  const logged = useClientState((state) => modelIn(state, sessionId), null);
  const preset = useClientState((state) => state.defaultModel, null);
  const unlogged = useStore(chosen, (models) => models.get(sessionId) ?? null);
  return logged ?? unlogged ?? preset;
}

export function chooseModel(client: Client, sessionId: SessionId, model: string): void {
  client.configure(sessionId, model);
  chosen.setState((models) => new Map(models).set(sessionId, model), true);
}
