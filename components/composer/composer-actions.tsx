"use client";

import type { OutboxEntry } from "../../lib/client/state";
import { useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Button } from "../ui/button";

const NOTHING: readonly OutboxEntry[] = [];

type ComposerActionsProps = {
  sessionId: SessionId;
  running: boolean;
  filled: boolean;
  onSubmit: () => void;
  onStop: () => void;
};

/** Send; while a turn runs, Stop, and Queue for what is typed. */
export function ComposerActions({ sessionId, running, filled, onSubmit, onStop }: ComposerActionsProps) {
  const outbox = useSessionView(sessionId, (view) => view.outbox, NOTHING);
  const stopping = outbox.some(({ command }) => command.type === "cancel_turn");
  if (!running) {
    return (
      <Button
        tone="primary"
        aria-disabled={!filled}
        title={filled ? undefined : "Write a message first"}
        onClick={onSubmit}
        className="ml-auto !h-8 !rounded-[9px] px-3.5 pointer-coarse:!h-9"
      >
        Send
      </Button>
    );
  }
  return (
    <span className="ml-auto flex gap-1.5">
      {filled ? (
        <Button
          title="Sent when this turn has ended"
          onClick={onSubmit}
          className="!h-8 !rounded-[9px] pointer-coarse:!h-9"
        >
          Queue
        </Button>
      ) : null}
      <Button
        tone="primary"
        aria-disabled={stopping}
        title={stopping ? "Stopping" : "Stop (Escape)"}
        onClick={onStop}
        className="!h-8 !rounded-[9px] px-3.5 pointer-coarse:!h-9"
      >
        Stop
      </Button>
    </span>
  );
}
