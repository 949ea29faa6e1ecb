"use client";

import { Ellipsis, PenLine, ShieldX, Trash2 } from "lucide-react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { withoutDirectionControls } from "../thread/markdown/entities";
import { verbOf } from "../thread/call-view";
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

const NO_GRANTS: ReadonlySet<string> = new Set();

/** What can be done with a session as a whole. */
export function SessionMenu({ sessionId, label, className, onRename }: SessionMenuProps) {
  const client = useClient();
  const grants = useSessionView(sessionId, (view) => view.session.allowedTools, NO_GRANTS);
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
      {[...grants].map((tool) => (
        <MenuItem
          key={tool}
          icon={<ShieldX size={14} aria-hidden />}
          onChoose={() => client?.revokeGrant(sessionId, tool)}
        >
          Ask again before {withoutDirectionControls(verbOf(tool))}
        </MenuItem>
      ))}
      <MenuItem icon={<Trash2 size={14} aria-hidden />} tone="danger" onChoose={() => void remove()}>
        Delete
      </MenuItem>
    </Menu>
  );
}
