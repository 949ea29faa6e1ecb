"use client";

import { useClientState } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { useModel } from "./model-choice";

/** The honest word about what answers, when there is one to say. */
export function ModelNote({ sessionId, className }: { sessionId: SessionId; className?: string }) {
  const id = useModel(sessionId);
  const note = useClientState((state) => state.models.find((model) => model.id === id)?.note ?? null, null);
  return note === null ? null : <span className={className}>{note}</span>;
}
