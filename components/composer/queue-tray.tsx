"use client";

import { useEffect, useRef, useState } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { QueueId, SessionId } from "../../lib/protocol/ids";
import type { QueuedMessage } from "../../lib/session/state";
import { Button } from "../ui/button";
import { QueuedEdit } from "./queued-edit";
import { QueuedRow } from "./queued-row";
import { targetOf } from "./queue-order";
import type { Direction } from "./queue-order";

const EMPTY: readonly QueuedMessage[] = [];

type QueueTrayProps = {
  sessionId: SessionId;
  /** Takes an edit whose message was sent meanwhile. */
  onReturn: (text: string) => void;
};

type Editing = { queueId: QueueId; before: string; text: string };

/** What was edited when its message was sent is not lost: it becomes the draft. */
function useEditing(queue: readonly QueuedMessage[], onReturn: (text: string) => void) {
  const [queueId, setQueueId] = useState<QueueId | null>(null);
  const editing = useRef<Editing | null>(null);
  const isGone = queueId !== null && !queue.some((message) => message.queueId === queueId);
  useEffect(() => {
    if (!isGone) return;
    const left = editing.current;
    editing.current = null;
    if (left && left.text !== left.before) onReturn(left.text);
  }, [isGone, onReturn]);
  return {
    queueId,
    begin: ({ queueId: id, text }: QueuedMessage) => {
      editing.current = { queueId: id, before: text, text };
      setQueueId(id);
    },
    type: (text: string) => {
      if (editing.current) editing.current = { ...editing.current, text };
    },
    end: () => {
      editing.current = null;
      setQueueId(null);
    },
  };
}

/** A row that has moved keeps the focus on the button that moved it. */
function useMoveFocus(queue: readonly QueuedMessage[]) {
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef<string | null>(null);
  useEffect(() => {
    if (moved.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus();
    moved.current = null;
  }, [queue]);
  return { list, remember: (key: string) => (moved.current = key) };
}

/** What waits to be sent, first in first out, just above the field. */
export function QueueTray({ sessionId, onReturn }: QueueTrayProps) {
  const client = useClient();
  const queue = useSessionView(sessionId, (view) => view.session.queue, EMPTY);
  const running = useSessionView(sessionId, (view) => view.session.turn.status === "running", false);
  const isPaused = useSessionView(sessionId, (view) => view.session.queueStatus === "paused", false);
  const editing = useEditing(queue, onReturn);
  const { list, remember } = useMoveFocus(queue);
  if (queue.length === 0) return null;
  const move = (message: QueuedMessage, direction: Direction) => {
    const target = targetOf(queue, message.queueId, direction);
    if (target === "nowhere") return;
    remember(`${message.queueId} ${direction}`);
    client?.moveQueued(sessionId, message.queueId, target);
  };
  const save = (message: QueuedMessage, text: string) => {
    if (text !== message.text) client?.editQueued(sessionId, message.queueId, text);
    editing.end();
  };
  return (
    <section
      aria-label="Queued messages"
      className="mx-3 -mb-px rounded-t-[11px] border border-b-0 border-line bg-panel px-1.5 pt-1 pb-1.5"
    >
      {isPaused && <Paused onResume={() => client?.resumeQueue(sessionId)} />}
      <ul ref={list} className="max-h-[min(220px,32dvh)] overflow-y-auto">
        {queue.map((message, index) => (
          <li key={message.queueId} className="text-[13px]">
            {editing.queueId === message.queueId ? (
              <QueuedEdit
                text={message.text}
                onType={editing.type}
                onSave={(text) => save(message, text)}
                onCancel={editing.end}
              />
            ) : (
              <QueuedRow
                message={message}
                place={{ index, count: queue.length }}
                running={running}
                onSendNow={() => client?.sendQueuedNow(sessionId, message.queueId)}
                onEdit={() => editing.begin(message)}
                onMove={(direction) => move(message, direction)}
                onRemove={() => client?.removeQueued(sessionId, message.queueId)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Paused({ onResume }: { onResume: () => void }) {
  return (
    <div className="flex items-center gap-2 py-0.5 pl-2 text-[13px]">
      <span className="min-w-0 flex-1">
        <strong className="font-medium">Paused</strong>
        <span className="text-ink-2"> Nothing here is sent until you say so.</span>
      </span>
      <Button
        title="Send them, one after the other"
        onClick={onResume}
        className="!h-[26px] pointer-coarse:!h-9"
      >
        Resume
      </Button>
    </div>
  );
}
