"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { FinishedTurn } from "../../lib/session/state";
import { Button } from "../ui/button";
import { useNow } from "../ui/use-now";
import { retryText } from "./retry-text";

/** How a turn ended, when it did not end well; the last one can be tried again. */
export function TurnEndNote({ sessionId, turn }: { sessionId: SessionId; turn: FinishedTurn }) {
  const { end } = turn;
  if (end.reason === "completed") return null;
  const isFailure = end.reason === "failed";
  return (
    <div
      className={`text-small flex flex-wrap items-center gap-x-3 gap-y-2 border-s-2 py-0.5 ps-3 ${isFailure ? "border-bad" : "border-line-strong"}`}
    >
      <p role="note" aria-label="Turn ended" className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
        <span className={isFailure ? "text-bad font-medium" : "text-ink font-medium"}>{end.reason}</span>
        {end.reason !== "stopped" && <span className="text-ink-2">: {end.error.message}</span>}
        {end.reason === "failed" && (
          <span className="text-ink-3 font-mono text-[11.5px]"> {end.error.code}</span>
        )}
        {end.reason !== "stopped" && end.error.retryAt !== undefined && <RetryTime at={end.error.retryAt} />}
      </p>
      {(isFailure || end.reason === "interrupted") && <TryAgain sessionId={sessionId} turn={turn} />}
    </div>
  );
}

/** Counts down to the moment when a limit resets, and is gone then. */
function RetryTime({ at }: { at: number }) {
  const [isOver, setOver] = useState(false);
  const now = useNow(isOver ? null : 1_000);
  const text = now === 0 ? null : retryText(at, now);
  if (now !== 0 && text === null && !isOver) setOver(true);
  return text === null ? null : <span className="text-ink-2 tabular-nums"> {text}.</span>;
}

/** Sends the same text once more. Only what was said last can be tried again, and only by the owner. */
function TryAgain({ sessionId, turn }: { sessionId: SessionId; turn: FinishedTurn }) {
  const client = useClient();
  const isOffered = useSessionView(
    sessionId,
    ({ role, session, outbox }) =>
      role === "owner" &&
      session.turn.status === "idle" &&
      session.turns.at(-1)?.turnId === turn.turnId &&
      !outbox.some(({ command }) => command.type === "send_message"),
    false,
  );
  if (!isOffered) return null;
  return (
    <Button onClick={() => client?.send(sessionId, turn.text)}>
      <RotateCcw aria-hidden size={13} />
      Try again
    </Button>
  );
}
