"use client";

import { clsx } from "clsx";
import type { MouseEvent } from "react";
import { memo } from "react";
import type { SessionActivity, SessionListEntry } from "../../lib/protocol/frame";
import type { DotTone } from "../ui/status-dot";
import { StatusDot } from "../ui/status-dot";
import { SessionMenu } from "./session-menu";
import { openPath, sessionPath } from "./session-path";

const DOTS: Record<SessionActivity, DotTone> = { idle: "idle", running: "live", waiting: "asks" };
const WORDS: Record<SessionActivity, string | null> = { idle: null, running: "working", waiting: "asks you" };

const opensElsewhere = (event: MouseEvent) =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

type SessionLinkProps = { session: SessionListEntry; current: boolean; onOpen: () => void };

export const SessionLink = memo(function SessionLink({ session, current, onOpen }: SessionLinkProps) {
  const title = session.title ?? "Untitled session";
  const path = sessionPath(session.sessionId);
  const open = (event: MouseEvent) => {
    if (opensElsewhere(event)) return;
    event.preventDefault();
    if (!current) openPath(path);
    onOpen();
  };
  return (
    <div
      className={clsx(
        "group mx-2 flex items-center rounded-control pr-0.5",
        current ? "bg-sel font-medium text-ink" : "text-ink-2 hover:bg-sel/60 hover:text-ink",
      )}
    >
      <a
        href={path}
        onClick={open}
        aria-current={current ? "page" : undefined}
        className="flex min-w-0 flex-1 items-center gap-[9px] rounded-control py-[5px] pl-2.5 pointer-coarse:py-[11px]"
      >
        <StatusDot tone={DOTS[session.activity]} />
        <span className="min-w-0 flex-1 truncate" dir="auto">
          {title}
        </span>
        {WORDS[session.activity] === null ? null : (
          <span className={clsx("text-[12px] font-normal", current ? "text-ink-2" : "text-ink-3")}>
            {WORDS[session.activity]}
          </span>
        )}
      </a>
      <SessionMenu
        sessionId={session.sessionId}
        label={`Actions for ${title}`}
        className="!size-[26px] opacity-0 group-hover:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100 pointer-coarse:!size-11 pointer-coarse:opacity-100"
      />
    </div>
  );
});
