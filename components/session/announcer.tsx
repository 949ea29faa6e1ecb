"use client";

import { useEffect, useRef } from "react";
import { useClient } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { boundaryOf } from "./boundary";

/**
 * Says the boundaries of a turn, and nothing in between. What already was when the session was opened is
 * not announced.
 */
export function Announcer({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const polite = useRef<HTMLDivElement>(null);
  const assertive = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let said: string | null = null;
    const announce = () => {
      const view = client?.getState().views.get(sessionId);
      if (!view || view.phase !== "live") return;
      const { text, urgent } = boundaryOf(view);
      const first = said === null;
      if (text === said) return;
      said = text;
      if (first) return;
      if (polite.current) polite.current.textContent = urgent ? "" : text;
      if (assertive.current) assertive.current.textContent = urgent ? text : "";
    };
    announce();
    return client?.subscribe(announce);
  }, [client, sessionId]);
  return (
    <>
      <div ref={polite} role="status" aria-label="Announcements" className="sr-only" />
      <div ref={assertive} role="alert" className="sr-only" />
    </>
  );
}
