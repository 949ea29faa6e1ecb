"use client";

import { useClientState, useSessionView } from "../../lib/client/use-session";
import { sentText } from "../../lib/client/sent-text";
import type { OutboxEntry } from "../../lib/client/state";
import type { Command } from "../../lib/protocol/command";
import type { Attachment } from "../../lib/protocol/content";
import type { SessionId } from "../../lib/protocol/ids";
import { base64Bytes } from "../../lib/util/base64";
import { UserMessage } from "./user-message";

/** The files of a message under way, as they will stand in the log. */
function shownFiles(command: Command): Attachment[] {
  if (command.type !== "send_message") return [];
  return (command.attachments ?? []).map(({ data, ...attachment }) => {
    return { ...attachment, bytes: base64Bytes(data) };
  });
}

const NONE: readonly OutboxEntry[] = [];

/** Messages that the server has not acknowledged yet. */
export function PendingMessages({ sessionId }: { sessionId: SessionId }) {
  const outbox = useSessionView(sessionId, (view) => view.outbox, NONE);
  const isConnected = useClientState(({ link }) => link.status === "connected", true);
  return outbox.map(({ commandId, command, at }) => {
    const text = sentText(command);
    if (text === null) return null;
    const mark = isConnected ? "sending" : "waiting";
    return <UserMessage key={commandId} text={text} at={at} mark={mark} attachments={shownFiles(command)} />;
  });
}
