"use client";

import { ArrowDown, ArrowUp, Pencil, SendHorizontal, X } from "lucide-react";
import type { ReactNode } from "react";
import type { SteerReturn } from "../../lib/protocol/event";
import type { QueuedMessage } from "../../lib/session/state";
import { countText } from "../thread/format";
import { IconButton } from "../ui/icon-button";
import type { Direction } from "./queue-order";

type QueuedRowProps = {
  message: QueuedMessage;
  place: { index: number; count: number };
  running: boolean;
  onSendNow: () => void;
  onEdit: () => void;
  onMove: (direction: Direction) => void;
  onRemove: () => void;
};

const WAITS = "Files cannot be added to a running turn: this is sent when it has ended";
const STEERS = "Send now: the model reads it while this turn runs";

const WHY: Record<SteerReturn, string> = {
  stopped: "not used: stopped",
  interrupted: "not used: interrupted",
  failed: "not used: the turn failed",
  limit: "not used: the turn met a limit",
  unknown: "may not have been read",
};

/** One waiting message and what can be done with it. */
export function QueuedRow({ message, place, running, ...on }: QueuedRowProps) {
  const { queueId, text, attachments, returned } = message;
  const waits = running && attachments.length > 0;
  const isFirst = place.index === 0;
  const isLast = place.index === place.count - 1;
  return (
    <div className="flex flex-wrap items-center gap-x-1 pl-2">
      <span className="flex-none text-ink-3">{isFirst ? "Next" : "Then"}</span>
      <span className="ml-1 min-w-0 flex-1 basis-[130px] truncate text-ink-2" dir="auto" title={text}>
        {text}
      </span>
      {attachments.length > 0 && (
        <span className="flex-none text-[12px] text-ink-3">{countText(attachments.length, "file")}</span>
      )}
      {returned && <span className="flex-none text-[12px] text-warn">{WHY[returned]}</span>}
      <span className="ml-auto flex flex-none">
        <RowButton
          label="Send now"
          title={running ? (waits ? WAITS : STEERS) : undefined}
          off={waits}
          onClick={on.onSendNow}
        >
          <SendHorizontal size={13} aria-hidden />
        </RowButton>
        <RowButton label="Edit" onClick={on.onEdit}>
          <Pencil size={13} aria-hidden />
        </RowButton>
        <RowButton label="Move up" off={isFirst} move={`${queueId} up`} onClick={() => on.onMove("up")}>
          <ArrowUp size={14} aria-hidden />
        </RowButton>
        <RowButton label="Move down" off={isLast} move={`${queueId} down`} onClick={() => on.onMove("down")}>
          <ArrowDown size={14} aria-hidden />
        </RowButton>
        <RowButton label="Remove" onClick={on.onRemove}>
          <X size={14} aria-hidden />
        </RowButton>
      </span>
    </div>
  );
}

type RowButtonProps = {
  label: string;
  title?: string | undefined;
  onClick: () => void;
  off?: boolean;
  move?: string;
  children: ReactNode;
};

/** Stays focusable where there is no step to make, so that the focus does not fall out of the list. */
function RowButton({ label, title = label, onClick, off = false, move, children }: RowButtonProps) {
  return (
    <IconButton
      label={label}
      title={title}
      aria-disabled={off}
      data-move={move}
      onClick={off ? undefined : onClick}
      className={`!size-[26px] pointer-coarse:!size-11 ${off ? "opacity-45" : ""}`}
    >
      {children}
    </IconButton>
  );
}
