"use client";

import { Pencil, X } from "lucide-react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { QueuedMessage } from "../../lib/session/state";
import { IconButton } from "../ui/icon-button";

const EMPTY: readonly QueuedMessage[] = [];

type QueueTrayProps = { sessionId: SessionId; onEdit: (text: string) => void };

/** What is sent when the running turn has ended, first in first out. */
export function QueueTray({ sessionId, onEdit }: QueueTrayProps) {
  const client = useClient();
  const queue = useSessionView(sessionId, (view) => view.session.queue, EMPTY);
  if (queue.length === 0) return null;
  const remove = (message: QueuedMessage) => client?.removeQueued(sessionId, message.queueId);
  const edit = (message: QueuedMessage) => {
    remove(message);
    onEdit(message.text);
  };
  return (
    <section
      aria-label="Queued messages"
      className="mx-3 -mb-px rounded-t-[11px] border border-b-0 border-line bg-panel px-1.5 pt-1 pb-1.5"
    >
      <ul className="max-h-[120px] overflow-y-auto">
        {queue.map((message, index) => (
          <li key={message.queueId} className="flex items-center gap-1 pl-2 text-[13px]">
            <span className="flex-none text-ink-3">{index === 0 ? "Next" : "Then"}</span>
            <span className="ml-1 min-w-0 flex-1 truncate text-ink-2" dir="auto">
              {message.text}
            </span>
            <IconButton
              label="Edit"
              onClick={() => edit(message)}
              className="!size-[26px] pointer-coarse:!size-11"
            >
              <Pencil size={13} aria-hidden />
            </IconButton>
            <IconButton
              label="Remove"
              onClick={() => remove(message)}
              className="!size-[26px] pointer-coarse:!size-11"
            >
              <X size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
