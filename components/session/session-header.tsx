"use client";

import { Eye, Menu, PanelRight } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import type { SessionView } from "../../lib/client/state";
import { useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { lazyPart } from "../ui/lazy-part";
import { ConnectionStatus } from "./connection-status";
import { SessionMenu } from "./session-menu";
import { SessionTitle } from "./session-title";
import { ThemeButton } from "./theme-button";

const ShareDialog = lazyPart(async () => (await import("./share-dialog")).ShareDialog);

const TITLE_CHARS = 80;

/** The title, or the first words of the session while it has none. */
function titleOf({ session, phase }: SessionView): string {
  if (phase === "deleted") return "Deleted session";
  if (session.title !== null) return session.title;
  const first = session.turns[0] ?? (session.turn.status === "running" ? session.turn : null);
  return first === null ? "New session" : first.text.slice(0, TITLE_CHARS).trim();
}

function Watching({ sessionId }: { sessionId: SessionId }) {
  const viewers = useSessionView(sessionId, (view) => view.viewers, 0);
  if (viewers < 2) return null;
  return (
    <span className="flex items-center gap-1 px-1 text-[13px] whitespace-nowrap text-ink-2 tabular-nums desk:px-2">
      <Eye size={14} aria-hidden className="desk:hidden" />
      {viewers} <span className="max-desk:sr-only">watching</span>
    </span>
  );
}

function ShareButton({ sessionId }: { sessionId: SessionId }) {
  const [dialog, setDialog] = useState<"never opened" | "open" | "closed">("never opened");
  return (
    <>
      <Button onClick={() => setDialog("open")}>Share</Button>
      {dialog === "never opened" ? null : (
        <ShareDialog sessionId={sessionId} open={dialog === "open"} onClose={() => setDialog("closed")} />
      )}
    </>
  );
}

type SessionHeaderProps = {
  sessionId: SessionId;
  /** Nothing to rename or share yet. */
  fresh: boolean;
  mode: "owner" | "share";
  /** Stands before the title in a shared view, where there is no rail. */
  brand?: ReactNode;
  onOpenRail: () => void;
  onOpenWorkspace: () => void;
};

export function SessionHeader({ sessionId, fresh, mode, brand, ...on }: SessionHeaderProps) {
  const title = useSessionView(sessionId, titleOf, "New session");
  const owner = mode === "owner";
  const deleted = useSessionView(sessionId, (view) => view.phase === "deleted", false);
  const there = owner && !fresh && !deleted;
  const [renaming, setRenaming] = useState(false);
  return (
    <header className="flex h-[52px] flex-none items-center gap-1.5 px-5 max-desk:px-2.5">
      {owner ? (
        <IconButton label="Sessions menu" onClick={on.onOpenRail} className="-ml-1.5 wide:hidden">
          <Menu size={17} aria-hidden />
        </IconButton>
      ) : (
        brand
      )}
      {owner ? null : (
        <span className="border-copper-line bg-copper-soft text-small mr-1 flex-none rounded-full border px-2.5 py-px whitespace-nowrap">
          Shared<span className="max-desk:sr-only"> session, live</span>
        </span>
      )}
      <SessionTitle
        sessionId={sessionId}
        title={title}
        canRename={there}
        editing={renaming}
        onEditing={setRenaming}
      />
      <div className={owner ? "px-1 text-[13px] text-ink-2 wide:hidden" : "px-1 text-[13px] text-ink-2"}>
        <ConnectionStatus compact />
      </div>
      <Watching sessionId={sessionId} />
      <ThemeButton className={owner ? "max-desk:hidden" : undefined} />
      {there ? <ShareButton sessionId={sessionId} /> : null}
      {there ? (
        <SessionMenu sessionId={sessionId} label="Session actions" onRename={() => setRenaming(true)} />
      ) : null}
      <IconButton label="Workspace" onClick={on.onOpenWorkspace} className="-mr-1 desk:hidden">
        <PanelRight size={17} aria-hidden />
      </IconButton>
    </header>
  );
}
