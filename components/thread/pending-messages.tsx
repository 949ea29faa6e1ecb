"use client";

import { useClientState, useSessionView } from "../../lib/client/use-session";
import type { OutboxEntry } from "../../lib/client/state";
import type { SessionId } from "../../lib/protocol/ids";
import { UserMessage } from "./user-message";

const NONE: readonly OutboxEntry[] = [];

/** Messages that the server has not acknowledged yet. */
export function PendingMessages({ sessionId }: { sessionId: SessionId }) {
  const outbox = useSessionView(sessionId, (view) => view.outbox, NONE);
  const isConnected = useClientState(({ link }) => link.status === "connected", true);
  return outbox.map(({ commandId, command, at }) =>
    command.type === "send_message" ? (
      <UserMessage key={commandId} text={command.text} at={at} mark={isConnected ? "sending" : "waiting"} />
    ) : null,
  );
}
