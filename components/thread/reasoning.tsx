"use client";

import { ChevronRight } from "lucide-react";
import { clsx } from "clsx";
import type { ItemId, SessionId } from "../../lib/protocol/ids";
import { useExpanded } from "./expansion";
import { durationText } from "./format";
import { useItemText } from "./use-live";
import { LazyMarkdown } from "./markdown/lazy-markdown";

type ReasoningProps = {
  sessionId: SessionId;
  itemId: ItemId;
  /** Null while it streams. */
  text: string | null;
  ms: number | null;
  className?: string;
};

/** What the model thought, folded away, with how long it took. */
export function Reasoning({ sessionId, itemId, text, ms, className }: ReasoningProps) {
  const [isOpen, toggle] = useExpanded(`${sessionId}.${itemId}`);
  const shown = useItemText(sessionId, itemId, text);
  const label = ms === null ? "Thinking" : `Thought for ${durationText(ms)}`;
  return (
    <div className={className}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={toggle}
        className="text-ink-3 hover:text-ink rounded-control -ms-1 inline-flex min-h-6 items-center gap-1 px-1 text-[13px]"
      >
        <ChevronRight aria-hidden size={13} className={clsx("flex-none", isOpen && "rotate-90")} />
        {label}
      </button>
      {isOpen && (
        <div className="border-line-strong text-ink-2 mt-1 border-s-2 ps-4 [&_*]:text-[13.5px] [&_*]:leading-[22px]">
          {shown.trim() === "" ? (
            "The provider keeps the text to itself."
          ) : (
            <LazyMarkdown text={shown} streaming={text === null} />
          )}
        </div>
      )}
    </div>
  );
}
