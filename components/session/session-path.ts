import type { SessionId } from "../../lib/protocol/ids";

export const NEW_SESSION_PATH = "/";

export const sessionPath = (sessionId: SessionId): string => `/s/${sessionId}`;

/** The session that an address names, or null for a new one. */
export function sessionIdOf(pathname: string): SessionId | null {
  return /^\/s\/([A-Za-z0-9_-]{16,64})\/?$/.exec(pathname)?.[1] ?? null;
}

/**
 * Changes the address without asking the server: Next follows `history`, the view stays mounted, and only
 * the session that it shows changes.
 */
export function openPath(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") window.history.pushState(null, "", path);
  else window.history.replaceState(null, "", path);
}
