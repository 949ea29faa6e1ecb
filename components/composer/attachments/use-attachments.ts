"use client";

import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Refusal } from "../../../lib/client/state";
import { useSessionView } from "../../../lib/client/use-session";
import type { CommandId, SessionId } from "../../../lib/protocol/ids";
import type { Attached } from "./attachment-store";
import { attachmentStore, NOTHING_ATTACHED, putFilesBack, restoreFiles } from "./attachment-store";
import { composeIn } from "./give-files";

/** The files of a session's unsent message. Those of a refused one come back. */
export function useAttachments(sessionId: SessionId): Attached {
  const attached = useStore(attachmentStore, ({ bySession }) => bySession.get(sessionId) ?? NOTHING_ATTACHED);
  useEffect(() => {
    restoreFiles(sessionId);
    return composeIn(sessionId);
  }, [sessionId]);
  useRefused(sessionId);
  return attached;
}

function useRefused(sessionId: SessionId): void {
  const refusal = useSessionView<Refusal | null>(sessionId, (view) => view.refusal, null);
  const returned = useRef(new Set<CommandId>());
  useEffect(() => {
    if (refusal?.command.type !== "send_message" || returned.current.has(refusal.commandId)) return;
    returned.current.add(refusal.commandId);
    putFilesBack(sessionId, refusal.command.attachments ?? []);
  }, [sessionId, refusal]);
}
