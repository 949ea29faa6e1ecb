"use client";

import type { KeyboardEvent } from "react";
import { useEffect, useRef } from "react";
import { MAX_MESSAGE_CHARS } from "../../lib/protocol/limits";
import { Button } from "../ui/button";
import { TOUCH, useMedia } from "../ui/use-media";
import { gestureOf } from "./enter-key";
import { fitHeight } from "./fit-height";

type QueuedEditProps = {
  text: string;
  onType: (text: string) => void;
  onSave: (text: string) => void;
  onCancel: () => void;
};

/** A waiting message while it is edited in its place. Enter saves, Escape leaves it as it was. */
export function QueuedEdit({ text, onType, onSave, onCancel }: QueuedEditProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const touch = useMedia(TOUCH);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
    if (field.current) fitHeight(field.current);
  }, []);
  const save = () => {
    const typed = field.current?.value.trim() ?? "";
    if (typed !== "") onSave(typed);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const isCancel = event.key === "Escape" && !event.nativeEvent.isComposing;
    const gesture = gestureOf({ ...event, isComposing: event.nativeEvent.isComposing }, touch);
    if (!isCancel && gesture === null) return;
    event.preventDefault();
    if (isCancel) onCancel();
    else save();
  };
  return (
    <div className="flex flex-wrap items-end justify-end gap-1.5 p-1">
      <textarea
        ref={field}
        aria-label="Queued message"
        rows={1}
        dir="auto"
        defaultValue={text}
        maxLength={MAX_MESSAGE_CHARS}
        onChange={(event) => {
          fitHeight(event.currentTarget);
          onType(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        className="field-sizing-content block max-h-[24dvh] min-w-0 flex-1 basis-56 resize-none overflow-y-auto rounded-control border border-line-strong bg-raised px-2 py-1 text-[13px] leading-[18px] outline-none focus:border-ink-3 pointer-coarse:text-[16px]"
      />
      <span className="flex gap-1.5">
        <Button tone="ghost" onClick={onCancel} className="!h-[28px] pointer-coarse:!h-9">
          Cancel
        </Button>
        <Button onClick={save} className="!h-[28px] pointer-coarse:!h-9">
          Save
        </Button>
      </span>
    </div>
  );
}
