"use client";

import type { KeyboardEvent } from "react";
import { useRef } from "react";
import { useClient } from "../../lib/client/use-session";
import { MAX_TITLE_CHARS } from "../../lib/protocol/limits";
import type { SessionId } from "../../lib/protocol/ids";

type TitleFieldProps = { title: string; onDone: (title: string | null) => void };

function TitleField({ title, onDone }: TitleFieldProps) {
  const finish = (value: string) => {
    const wanted = value.trim();
    onDone(wanted === "" || wanted === title ? null : wanted);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") event.currentTarget.blur();
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onDone(null);
  };
  return (
    <input
      ref={(field) => field?.select()}
      aria-label="Session title"
      dir="auto"
      defaultValue={title}
      maxLength={MAX_TITLE_CHARS}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      className="-ml-2 h-[30px] min-w-0 flex-1 rounded-control border border-line-strong bg-raised px-2 font-semibold pointer-coarse:h-11 pointer-coarse:text-[16px]"
    />
  );
}

type SessionTitleProps = {
  sessionId: SessionId;
  title: string;
  canRename: boolean;
  editing: boolean;
  onEditing: (editing: boolean) => void;
};

/** The title; a double click, or Enter on it, lets its owner rename the session. */
export function SessionTitle({ sessionId, title, canRename, editing, onEditing }: SessionTitleProps) {
  const client = useClient();
  const button = useRef<HTMLButtonElement>(null);
  const done = (wanted: string | null) => {
    onEditing(false);
    if (wanted !== null) client?.rename(sessionId, wanted);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (editing && canRename) return <TitleField title={title} onDone={done} />;
  if (!canRename) {
    return (
      <h1 dir="auto" className="min-w-0 flex-1 truncate font-semibold tracking-[-0.005em]">
        {title}
      </h1>
    );
  }
  return (
    <h1 className="flex min-w-0 flex-1 font-semibold tracking-[-0.005em]">
      <button
        ref={button}
        type="button"
        dir="auto"
        title="Double-click to rename"
        onDoubleClick={() => onEditing(true)}
        onClick={(event) => event.detail === 0 && onEditing(true)}
        className="-ml-1 min-w-0 truncate rounded-[5px] px-1 text-left font-semibold pointer-coarse:min-h-11"
      >
        {title}
      </button>
    </h1>
  );
}
