"use client";

import { sentText } from "../../lib/client/sent-text";
import type { SessionView } from "../../lib/client/state";
import { useClientState, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Thread } from "../thread/thread";
import { Button } from "../ui/button";
import { lazyPart } from "../ui/lazy-part";
import { ClosedSession } from "./closed-session";
import { EmptyState } from "./empty-state";
import { Tombstone } from "./tombstone";
import { startNewSession } from "./use-current-session";

const UnlockForm = lazyPart(async () => (await import("./unlock-form")).UnlockForm);
const Unsaid = lazyPart(async () => (await import("./unsaid")).Unsaid);

type Stage = "empty" | "thread" | "missing" | "deleted";

const sending = ({ outbox }: SessionView) => outbox.some(({ command }) => sentText(command) !== null);

/** What stands in the thread's place. A session whose first message is on its way is a thread already. */
function stageOf(view: SessionView, fresh: boolean): Stage {
  const { session, phase } = view;
  if (phase === "deleted") return "deleted";
  if (sending(view) || session.turn.status === "running" || session.turns.length > 0) return "thread";
  if (fresh) return "empty";
  if (phase === "missing" || phase === "ended") return "missing";
  return phase === "live" && session.queue.length === 0 ? "empty" : "thread";
}

type ConversationProps = { sessionId: SessionId; fresh: boolean; send: (text: string) => void };

export function Conversation({ sessionId, fresh, send }: ConversationProps) {
  const locked = useClientState((state) => state.link.status === "locked", false);
  const stage = useSessionView<Stage>(sessionId, (view) => stageOf(view, fresh), fresh ? "empty" : "thread");
  if (locked) return <UnlockForm />;
  switch (stage) {
    case "empty":
      return <EmptyState send={send} />;
    case "thread":
      return <Thread sessionId={sessionId} />;
    case "deleted":
      return (
        <Tombstone onStart={startNewSession}>
          <Unsaid sessionId={sessionId} />
        </Tombstone>
      );
    case "missing":
      return (
        <ClosedSession title="There is no such session here">
          <p className="text-ink-2">
            Its address may be mistyped, or it belongs to another browser. A share link opens it for reading.
          </p>
          <Unsaid sessionId={sessionId} />
          <Button tone="primary" onClick={startNewSession}>
            Start a new session
          </Button>
        </ClosedSession>
      );
  }
}
