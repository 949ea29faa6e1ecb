"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import { useEffect } from "react";
import type { SessionId } from "../protocol/ids";
import type { Client } from "./client";
import type { ClientState, SessionView } from "./state";

/** Provided once, around the whole app; null until the browser has made it (never on the server). */
export const ClientContext = createContext<Client | null>(null);

/** The verbs. Null on the server and before the first effect. */
export const useClient = (): Client | null => useContext(ClientContext);

const noSubscription = () => () => undefined;

/**
 * Reads one value out of the client's state. `select` must return something stable for an unchanged
 * state (a field, not a new object); `fallback` is used while there is no client.
 */
export function useClientState<T>(select: (state: ClientState) => T, fallback: T): T {
  const client = useClient();
  const read = () => (client ? select(client.getState()) : fallback);
  return useSyncExternalStore(client ? client.subscribe : noSubscription, read, () => fallback);
}

/** Follows the session while mounted and reads one value of its view. */
export function useSessionView<T>(sessionId: SessionId, select: (view: SessionView) => T, fallback: T): T {
  return useClientState((state) => {
    const view = state.views.get(sessionId);
    return view ? select(view) : fallback;
  }, fallback);
}

export function useFollow(sessionId: SessionId | null): void {
  const client = useClient();
  useEffect(() => (client && sessionId ? client.follow(sessionId) : undefined), [client, sessionId]);
}
