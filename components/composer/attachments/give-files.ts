import type { SessionId } from "../../../lib/protocol/ids";
import { attachFiles } from "./attachment-store";
import { isForMessage } from "./message-file";

let composing: SessionId | null = null;

/** Names the session whose message is being written; the undo forgets it. */
export function composeIn(sessionId: SessionId): () => void {
  composing = sessionId === "" ? null : sessionId;
  return () => {
    if (composing === sessionId) composing = null;
  };
}

/** Sorts what was dropped or pasted: images, PDF and text go with the message, everything else to the desk. */
export function giveFiles(files: Iterable<File>, importFiles: (files: File[]) => void): void {
  const all = [...files];
  const forMessage = composing === null ? [] : all.filter(isForMessage);
  const forDesk = all.filter((file) => !forMessage.includes(file));
  if (composing !== null && forMessage.length > 0) void attachFiles(composing, forMessage);
  if (forDesk.length > 0) importFiles(forDesk);
}
