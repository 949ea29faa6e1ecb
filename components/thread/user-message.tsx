"use client";

import { clsx } from "clsx";
import { useEffect, useState } from "react";
import type { Attachment } from "../../lib/protocol/content";
import { timeText } from "./format";
import { AttachmentList } from "./items/attachment-list";
import { CopyButton } from "./copy-button";
import { preloadMarkdown } from "./markdown/lazy-markdown";

type UserMessageProps = {
  text: string;
  at: number;
  attachments?: readonly Attachment[];
  /** Set while the server has not acknowledged it. */
  mark?: "sending" | "waiting";
  /** What became of a message that was sent into a running turn. */
  note?: string;
};

/** What the person wrote, as it was written. */
export function UserMessage({ text, at, attachments = [], mark, note }: UserMessageProps) {
  useEffect(preloadMarkdown, []);
  return (
    <article
      aria-label={`You, ${timeText(at)}${mark ? `, ${mark}` : ""}${note ? `, ${note}` : ""}`}
      className="group/you flex max-w-full flex-col items-end gap-1 self-end"
    >
      <h2 className="sr-only">You</h2>
      <AttachmentList attachments={attachments} />
      {text !== "" && (
        <div className="flex max-w-full items-center justify-end gap-1.5">
          <CopyButton
            label="Copy message"
            text={text}
            className="text-ink-3 opacity-0 group-hover/you:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          />
          <Bubble text={text} />
        </div>
      )}
      {mark && (
        <span className="text-ink-3 text-small">
          {mark === "waiting" ? "waiting for the connection" : "sending"}
        </span>
      )}
      {note && <span className="text-ink-3 text-small">{note}</span>}
    </article>
  );
}

/** Longer than this, a message is shown in part until it is asked for. */
const LONG_CHARS = 1_800;
const LONG_LINES = 16;

const isLong = (text: string): boolean =>
  text.length > LONG_CHARS || text.split("\n", LONG_LINES + 1).length > LONG_LINES;

function Bubble({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && isLong(text);
  return (
    <div className="bg-sel text-ui min-w-0 max-w-[588px] rounded-[14px] rounded-ee-[4px] px-3.5 py-2">
      <div
        dir="auto"
        className={clsx(
          "[overflow-wrap:anywhere] whitespace-pre-wrap",
          isCut && "line-clamp-[12] max-h-[264px]",
        )}
      >
        {isCut ? text.slice(0, 2 * LONG_CHARS) : text}
      </div>
      {isLong(text) && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
          className="text-ink-2 hover:text-ink mt-1 min-h-6 text-[13px] font-medium"
        >
          {isWhole ? "Show less" : "Show all"}
        </button>
      )}
    </div>
  );
}
