"use client";

import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useClient, useClientState } from "../../lib/client/use-session";
import type { DeletingEntry } from "../../lib/protocol/frame";
import type { SessionId } from "../../lib/protocol/ids";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { tellDeletion, useDeletionFault } from "./deletion-fault";
import { openPath, sessionPath } from "./session-path";

const GRACE_MS = 10_000;
const NONE: readonly DeletingEntry[] = [];
const CARD =
  "pointer-events-auto relative flex max-w-full items-center gap-3 overflow-hidden rounded-[10px] border bg-raised py-1.5 pr-1.5 pl-3.5 text-[13px] shadow-lift";

function Fault() {
  const fault = useDeletionFault();
  return (
    <div role="alert" className="contents">
      {fault ? (
        <div className={`${CARD} border-bad/40`}>
          <span>
            The session was not {fault.doing}. {fault.message}
          </span>
          <IconButton label="Dismiss" onClick={() => tellDeletion(null)}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      ) : null}
    </div>
  );
}

type ToastProps = { entry: DeletingEntry; current: boolean; fresh: boolean };

function Toast({ entry, current, fresh }: ToastProps) {
  const client = useClient();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), entry.leftMs);
    return () => clearTimeout(timer);
  }, [entry]);
  const undo = async () => {
    const refused = await client?.restoreSession(entry.sessionId);
    tellDeletion(refused ? { doing: "restored", message: refused.error.message } : null);
    if (refused === null && fresh) openPath(sessionPath(entry.sessionId));
  };
  if (over) return null;
  return (
    <div className={`${CARD} border-line-strong`}>
      {current ? (
        "This session is being deleted"
      ) : (
        <span className="min-w-0 truncate" dir="auto">
          Deleted <b className="font-medium">{entry.title ?? "Untitled session"}</b>
        </span>
      )}
      <Button tone="ghost" onClick={() => void undo()} className="!text-copper font-semibold">
        Undo
      </Button>
      <i
        aria-hidden
        className="drain absolute inset-x-0 bottom-0 h-0.5 bg-copper-line"
        style={{ animationDelay: `${entry.leftMs - GRACE_MS}ms` }}
      />
    </div>
  );
}

/** Deletions that can still be taken back, in every tab of their owner's, just above the composer. */
export function DeletionToasts({ sessionId, fresh }: { sessionId: SessionId; fresh: boolean }) {
  const deleting = useClientState((state) => state.deleting, NONE);
  return (
    <section aria-label="Deleted sessions" className="relative z-10 h-0 flex-none">
      <div className="pointer-events-none absolute inset-x-3 bottom-2.5 flex flex-col items-center gap-2">
        <div role="status" className="contents">
          {deleting.map((entry) => (
            <Toast
              key={entry.sessionId}
              entry={entry}
              current={entry.sessionId === sessionId}
              fresh={fresh}
            />
          ))}
        </div>
        <Fault />
      </div>
    </section>
  );
}
