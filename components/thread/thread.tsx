"use client";

import { ArrowDown } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useMemo, useState } from "react";
import { sentText } from "../../lib/client/sent-text";
import type { SessionView } from "../../lib/client/state";
import { useSessionView } from "../../lib/client/use-session";
import type { CommandId, SessionId, TurnId } from "../../lib/protocol/ids";
import type { FinishedTurn, Turn } from "../../lib/session/state";
import { CompactedNote } from "./compacted-note";
import { PendingMessages } from "./pending-messages";
import { TurnView } from "./turn-view";
import { useBelow } from "./use-below";
import { useEarlier } from "./use-earlier";
import { useLatest } from "./use-latest";

const NO_TURNS: readonly FinishedTurn[] = [];
const IDLE: Turn = { status: "idle" };

/** The conversation of a session. It follows the end until the reader moves away. */
export function Thread({ sessionId }: { sessionId: SessionId }) {
  return <ThreadOf key={sessionId} sessionId={sessionId} />;
}

function ThreadOf({ sessionId }: { sessionId: SessionId }) {
  const finished = useSessionView(sessionId, (view) => view.session.turns, NO_TURNS);
  const turn = useSessionView(sessionId, (view) => view.session.turn, IDLE);
  const pending = useSessionView(sessionId, latestSent, null);
  const summarised = useSessionView(sessionId, (view) => view.session.compacted?.upTo ?? null, null);
  const { scroller, content, isPinned, hasNews, pin } = useLatest();
  const turns = useMemo(() => (turn.status === "running" ? [...finished, turn] : finished), [finished, turn]);
  const drawn = useEarlier(turns.length, scroller);
  const fresh = useFreshTurn(turn);
  usePinOnSend(pending, pin);
  const isNext = pending !== null && turn.status === "idle";
  const last = pending ?? turns.at(-1)?.turnId ?? "";
  const isBelow = useBelow(scroller, last);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        tabIndex={0}
        className="[container-type:size] min-h-0 flex-1 overflow-x-hidden overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div ref={content} className="flex min-h-full flex-col justify-end">
          <div className="mx-auto flex w-full max-w-[696px] flex-col gap-[22px] px-4 pt-5 pb-4 sm:px-7">
            {turns.slice(-drawn).map((one) => (
              <TurnBox
                key={one.turnId}
                isFresh={one.turnId === fresh && !isNext}
                isLast={one.turnId === last}
              >
                <TurnView sessionId={sessionId} turn={one} />
                {one.turnId === summarised && <CompactedNote />}
              </TurnBox>
            ))}
            {pending !== null && (
              <TurnBox isFresh={isNext} isLast>
                <PendingMessages sessionId={sessionId} />
              </TurnBox>
            )}
          </div>
        </div>
      </div>
      {!isPinned && isBelow && <JumpToLatest hasNews={hasNews} onJump={pin} />}
    </div>
  );
}

const latestSent = (view: SessionView): CommandId | null =>
  view.outbox.findLast(({ command }) => sentText(command) !== null)?.commandId ?? null;

/**
 * A turn that began before the reader's eyes gets the height of the view, so that its question moves to the
 * top and the answer has room to grow. Others are skipped by the browser while out of sight.
 */
function TurnBox({ isFresh, isLast, children }: { isFresh: boolean; isLast: boolean; children: ReactNode }) {
  const size = isFresh
    ? "min-h-[calc(100cqh-36px)]"
    : "[contain-intrinsic-size:auto_320px] [content-visibility:auto]";
  return (
    <div className={size}>
      <div className="flex flex-col gap-[18px]">{children}</div>
      {isLast && <i data-end aria-hidden className="-mt-px block h-px" />}
    </div>
  );
}

/** The turn that is running or was running while this view was open. */
function useFreshTurn(turn: Turn): TurnId | null {
  const [fresh, setFresh] = useState<TurnId | null>(null);
  const running = turn.status === "running" ? turn.turnId : null;
  if (running !== null && running !== fresh) setFresh(running);
  return running ?? fresh;
}

/** A message of one's own always brings the end into view. */
function usePinOnSend(pending: CommandId | null, pin: () => void): void {
  useEffect(() => {
    if (pending !== null) pin();
  }, [pending, pin]);
}

function JumpToLatest({ hasNews, onJump }: { hasNews: boolean; onJump: () => void }) {
  return (
    <button
      type="button"
      onClick={onJump}
      className="border-line-strong bg-raised shadow-lift hover:border-ink-3 absolute bottom-3 left-1/2 inline-flex h-8 -translate-x-1/2 items-center gap-2 rounded-full border px-3 text-[13px] font-medium pointer-coarse:h-11"
    >
      {hasNews && <i aria-hidden className="bg-copper size-[7px] rounded-full" />}
      Jump to latest
      {hasNews && <span className="sr-only">, new text has arrived</span>}
      <ArrowDown aria-hidden size={14} />
    </button>
  );
}
