"use client";

import { timeText } from "./format";
import { CopyButton } from "./copy-button";

type UserMessageProps = {
  text: string;
  at: number;
  /** Set while the server has not acknowledged it. */
  mark?: "sending" | "waiting";
};

/** What the person wrote, as it was written. */
export function UserMessage({ text, at, mark }: UserMessageProps) {
  return (
    <article
      aria-label={`You, ${timeText(at)}${mark ? `, ${mark}` : ""}`}
      className="group/you flex max-w-full flex-col items-end gap-1 self-end"
    >
      <h2 className="sr-only">You</h2>
      <div className="flex max-w-full items-center justify-end gap-1.5">
        <CopyButton
          label="Copy message"
          text={text}
          className="text-ink-3 opacity-0 group-hover/you:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
        />
        <div
          dir="auto"
          className="bg-sel text-ui max-w-[588px] min-w-0 rounded-[14px] rounded-ee-[4px] px-3.5 py-2 [overflow-wrap:anywhere] whitespace-pre-wrap"
        >
          {text}
        </div>
      </div>
      {mark && (
        <span className="text-ink-3 text-small">
          {mark === "waiting" ? "waiting for the connection" : "sending"}
        </span>
      )}
    </article>
  );
}
