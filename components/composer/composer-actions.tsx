"use client";

import type { OutboxEntry } from "../../lib/client/state";
import { useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Button } from "../ui/button";
import { useModifier } from "../ui/shortcut-label";
import type { Gesture } from "./enter-key";

const NOTHING: readonly OutboxEntry[] = [];
const SIZE = "!h-8 !rounded-[9px] pointer-coarse:!h-9";

type ComposerActionsProps = {
  sessionId: SessionId;
  running: boolean;
  filled: boolean;
  /** False where files go along: those wait for the turn's end. */
  canSteer: boolean;
  onSubmit: (gesture: Gesture) => void;
  onStop: () => void;
};

/** Send; while a turn runs, Stop, and Queue or Steer for what is typed. */
export function ComposerActions({
  sessionId,
  running,
  filled,
  canSteer,
  onSubmit,
  onStop,
}: ComposerActionsProps) {
  const outbox = useSessionView(sessionId, (view) => view.outbox, NOTHING);
  const stopping = outbox.some(({ command }) => command.type === "cancel_turn");
  if (!running) {
    return (
      <Button
        tone="primary"
        aria-disabled={!filled}
        title={filled ? undefined : "Write a message first"}
        onClick={() => onSubmit("send")}
        className={`ml-auto px-3.5 ${SIZE}`}
      >
        Send
      </Button>
    );
  }
  return (
    <span className="ml-auto flex gap-1.5">
      {filled ? <WhileRunning sessionId={sessionId} canSteer={canSteer} onSubmit={onSubmit} /> : null}
      <Button
        tone={filled ? "outline" : "primary"}
        aria-disabled={stopping}
        title={stopping ? "Stopping" : "Stop (Escape)"}
        onClick={onStop}
        className={`px-3.5 ${SIZE}`}
      >
        Stop
      </Button>
    </span>
  );
}

type WhileRunningProps = { sessionId: SessionId; canSteer: boolean; onSubmit: (gesture: Gesture) => void };

function WhileRunning({ sessionId, canSteer, onSubmit }: WhileRunningProps) {
  const modifier = useModifier();
  const isPaused = useSessionView(sessionId, (view) => view.session.queueStatus === "paused", false);
  return (
    <>
      {canSteer && (
        <Button
          title={`Read by the model while this turn runs (${modifier} Enter)`}
          onClick={() => onSubmit("now")}
          className={SIZE}
        >
          Steer
        </Button>
      )}
      <Button
        tone="primary"
        title={isPaused ? "Waits: the queue is paused (Enter)" : "Sent when this turn has ended (Enter)"}
        onClick={() => onSubmit("send")}
        className={SIZE}
      >
        Queue
      </Button>
    </>
  );
}
