"use client";

import { useEffect } from "react";
import type { SessionView } from "../../lib/client/state";
import { useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { asksPerson } from "../../lib/session/calls";

const NAME = "Longwire";

function tabTitle({ session }: SessionView): string {
  const title = session.title === null ? NAME : `${session.title} · ${NAME}`;
  if (session.turn.status !== "running") return title;
  const asks = [...session.turn.calls.values()].some(asksPerson);
  return asks ? `! needs you · ${title}` : `● working · ${title}`;
}

/** The browser tab says what the session does, so that it can be left alone. */
export function useTabTitle(sessionId: SessionId): void {
  const title = useSessionView(sessionId, tabTitle, NAME);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
