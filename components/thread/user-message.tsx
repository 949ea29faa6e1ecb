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
      className="group/you flex max-w-[84%] flex-col items-end gap-0.5 self-end"
    >
      <h2 className="sr-only">You</h2>
      <div
        dir="auto"
        className="bg-sel text-ui rounded-[14px] rounded-ee-[4px] px-3.5 py-2 [overflow-wrap:anywhere] whitespace-pre-wrap"
      >
        {text}
      </div>
      <div className="text-ink-3 text-small flex h-6 items-center gap-1">
        {mark ? (
          <span>{mark === "waiting" ? "waiting for the connection" : "sending"}</span>
        ) : (
          <CopyButton
            label="Copy message"
            text={text}
            className="opacity-0 group-hover/you:opacity-100 focus-visible:opacity-100 pointer-coarse:-my-3 pointer-coarse:opacity-100"
          />
        )}
      </div>
    </article>
  );
}
