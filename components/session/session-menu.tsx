"use client";

import { Ellipsis, PenLine, Trash2 } from "lucide-react";
import { useClient } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Menu, MenuItem } from "../ui/menu";
import { tellDeletion } from "./deletion-fault";
import { sessionIdOf } from "./session-path";
import { startNewSession } from "./use-current-session";

type SessionMenuProps = {
  sessionId: SessionId;
  label: string;
  className?: string;
  onRename?: () => void;
};

/** What can be done with a session as a whole. */
export function SessionMenu({ sessionId, label, className, onRename }: SessionMenuProps) {
  const client = useClient();
  const remove = async () => {
    const refused = await client?.deleteSession(sessionId);
    tellDeletion(refused ? { doing: "deleted", message: refused.error.message } : null);
    if (refused === null && sessionIdOf(window.location.pathname) === sessionId) startNewSession();
  };
  return (
    <Menu label={label} className={className} icon={<Ellipsis size={16} aria-hidden />}>
      {onRename ? (
        <MenuItem icon={<PenLine size={14} aria-hidden />} onChoose={onRename}>
          Rename
        </MenuItem>
      ) : null}
      <MenuItem icon={<Trash2 size={14} aria-hidden />} tone="danger" onChoose={() => void remove()}>
        Delete
      </MenuItem>
    </Menu>
  );
}
