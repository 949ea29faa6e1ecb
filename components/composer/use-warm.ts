"use client";

import { useCallback, useEffect } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";

/**
 * Prepares the line to the model: once the session is open and this page's tools are offered, and whenever
 * the verb is called because somebody begins to write.
 */
export function useWarm(sessionId: SessionId): () => void {
  const client = useClient();
  const me = client?.me.executorId ?? "";
  const isOpen = useSessionView(
    sessionId,
    ({ phase, session }) => phase === "live" && session.executors.has(me),
    false,
  );
  useEffect(() => {
    if (isOpen && document.visibilityState === "visible") client?.warm(sessionId);
  }, [client, sessionId, isOpen]);
  return useCallback(() => client?.warm(sessionId), [client, sessionId]);
}
