"use client";

import { usePathname } from "next/navigation";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { SentAttachment } from "../../lib/protocol/content";
import type { SessionId } from "../../lib/protocol/ids";
import { useClient, useFollow } from "../../lib/client/use-session";
import { freshSessionId, onFreshSession, spendFreshSession } from "./fresh-session";
import { NEW_SESSION_PATH, openPath, sessionIdOf, sessionPath } from "./session-path";

export type CurrentSession = {
  /** Empty until the page is alive, for a new session. */
  sessionId: SessionId;
  /** Nothing was sent yet: the session has no address of its own. */
  fresh: boolean;
  /** Sends text and files; the first message gives the session its address. */
  send: (text: string, attachments?: readonly SentAttachment[]) => void;
};

/** Which session the address names, and the verbs that change the address. */
export function useCurrentSession(): CurrentSession {
  const client = useClient();
  const named = sessionIdOf(usePathname());
  const freshId = useSyncExternalStore(
    onFreshSession,
    () => (client ? freshSessionId(client) : ""),
    () => "",
  );
  useEffect(() => {
    if (named !== null) spendFreshSession(named);
  }, [named]);
  useFollow(named);

  const sessionId = named ?? freshId;
  const fresh = named === null;
  const send = useCallback(
    (text: string, attachments?: readonly SentAttachment[]) => {
      if (!client || sessionId === "") return;
      client.send(sessionId, text, attachments);
      if (fresh) openPath(sessionPath(sessionId), "replace");
    },
    [client, sessionId, fresh],
  );
  return { sessionId, fresh, send };
}

export const startNewSession = (): void => openPath(NEW_SESSION_PATH);
