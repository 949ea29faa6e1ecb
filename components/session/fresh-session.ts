import type { Client } from "../../lib/client/client";
import type { SessionId } from "../../lib/protocol/ids";

const KEY = "fresh-session";
let current: SessionId | null = null;
const listeners = new Set<() => void>();

function stored(): SessionId | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(id: SessionId | null): void {
  try {
    if (id === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, id);
  } catch {
    return;
  }
}

/** The id of this tab's unsent session; the same after a reload, so that its draft is found again. */
export function freshSessionId(client: Client): SessionId {
  if (current === null) {
    current = stored() ?? client.newSessionId();
    store(current);
  }
  return current;
}

/** The session has its own address now: the next new session gets another id. */
export function spendFreshSession(id: SessionId): void {
  if (current !== id && stored() !== id) return;
  current = null;
  store(null);
  for (const listener of listeners) listener();
}

export function onFreshSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
