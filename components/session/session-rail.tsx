"use client";

import { useMemo } from "react";
import { useClientState } from "../../lib/client/use-session";
import type { SessionListEntry } from "../../lib/protocol/frame";
import type { SessionId } from "../../lib/protocol/ids";
import { DoctorLink } from "../doctor/doctor-link";
import { Mark } from "../ui/mark";
import { ShortcutLabel } from "../ui/shortcut-label";
import { useNow } from "../ui/use-now";
import { ConnectionStatus } from "./connection-status";
import { groupSessions } from "./group-sessions";
import { ModelNote } from "./model-note";
import { SessionLink } from "./session-link";
import { ThemeButton } from "./theme-button";
import { startNewSession } from "./use-current-session";

type SessionRailProps = { sessionId: SessionId; fresh: boolean; onOpen: () => void };

const MINUTE_MS = 60_000;
const EMPTY_LIST = <p className="px-[18px] pt-3 text-small text-ink-3">Your sessions will be listed here.</p>;

function SessionList({ sessionId, onOpen }: { sessionId: SessionId; onOpen: () => void }) {
  const sessions = useClientState<readonly SessionListEntry[] | null>((state) => state.sessions, null);
  const now = useNow(MINUTE_MS);
  const groups = useMemo(() => (sessions && now > 0 ? groupSessions(sessions, now) : []), [sessions, now]);
  if (sessions?.length === 0) return EMPTY_LIST;
  return groups.map((group) => (
    <section key={group.label} aria-label={group.label}>
      <h2 className="px-[18px] pt-3 pb-1 text-[12px] leading-4 text-ink-3">{group.label}</h2>
      {group.sessions.map((session) => (
        <SessionLink
          key={session.sessionId}
          session={session}
          current={session.sessionId === sessionId}
          onOpen={onOpen}
        />
      ))}
    </section>
  ));
}

function NewSessionButton({ onOpen }: { onOpen: () => void }) {
  const start = () => {
    startNewSession();
    onOpen();
  };
  return (
    <button
      type="button"
      onClick={start}
      aria-keyshortcuts="Control+J Meta+J"
      className="mx-3 mt-0.5 mb-1.5 flex h-[34px] flex-none items-center justify-between rounded-[8px] border border-line-strong bg-raised px-2.5 font-medium hover:border-ink-3 active:bg-sel pointer-coarse:h-11"
    >
      New session
      <ShortcutLabel letter="J" />
    </button>
  );
}

export function SessionRail({ sessionId, fresh, onOpen }: SessionRailProps) {
  return (
    <section aria-label="Sidebar" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-[52px] flex-none items-center gap-[9px] px-4 font-semibold tracking-[-0.01em]">
        <Mark className="text-copper" />
        Longwire
      </div>
      <nav aria-label="Sessions" className="flex min-h-0 flex-1 flex-col">
        <NewSessionButton onOpen={onOpen} />
        <div className="min-h-0 flex-1 overflow-y-auto pb-4">
          <SessionList sessionId={fresh ? "" : sessionId} onOpen={onOpen} />
        </div>
      </nav>
      <footer className="flex-none border-t border-line px-4 pt-2.5 pb-[max(12px,env(safe-area-inset-bottom))] text-small text-ink-2">
        <ConnectionStatus />
        <div className="mt-0.5 flex flex-wrap items-center justify-between gap-x-3">
          <ModelNote sessionId={sessionId} />
          <DoctorLink />
          <ThemeButton className="-mr-3 ml-auto desk:hidden" />
        </div>
      </footer>
    </section>
  );
}
