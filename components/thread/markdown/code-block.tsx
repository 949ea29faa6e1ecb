"use client";

import { clsx } from "clsx";
import { memo, useMemo, useState } from "react";
import { CopyButton } from "../copy-button";
import { withoutDirectionControls } from "./entities";
import type { CodePiece } from "./highlight";
import { highlight } from "./highlight";
import { linesOf, samePieces } from "./code-lines";

const COLOURS: Readonly<Record<CodePiece["kind"], string | undefined>> = {
  plain: undefined,
  word: "text-[var(--c2)]",
  string: "text-ok",
  number: "text-[var(--c4)]",
  comment: "text-ink-3 italic",
};

/** Code with its colours, without a frame. While it grows, only its last lines are drawn and laid out again. */
export function Code({ code, language }: { code: string; language: string }) {
  const groups = useMemo(
    () => linesOf(highlight(withoutDirectionControls(code), language)),
    [code, language],
  );
  return (
    <code>
      {groups.map((pieces, at) => (
        <Lines key={at} pieces={pieces} />
      ))}
    </code>
  );
}

const Lines = memo(
  function Lines({ pieces }: { pieces: readonly CodePiece[] }) {
    return (
      <span className="block">
        {pieces.map((piece, at) => (
          <span key={at} className={COLOURS[piece.kind]}>
            {piece.text}
          </span>
        ))}
      </span>
    );
  },
  (before, after) => samePieces(before.pieces, after.pieces),
);

/** A fenced block: language, wrap, copy. Scrolls in its own box. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const [wraps, setWraps] = useState(false);
  return (
    <div className="border-line bg-panel overflow-hidden rounded-[10px] border" dir="ltr">
      <div className="text-ink-3 text-small flex h-8 items-center gap-1 pr-1 pl-3 select-none">
        <span className="mr-auto font-mono">{language || "text"}</span>
        <button
          type="button"
          aria-pressed={wraps}
          onClick={() => setWraps(!wraps)}
          className="hover:text-ink hover:bg-sel aria-pressed:text-ink rounded-control h-6 px-2"
        >
          Wrap
        </button>
        <CopyButton label="Copy code" text={code}>
          Copy
        </CopyButton>
      </div>
      <pre
        tabIndex={0}
        className={clsx(
          "border-line overflow-x-auto border-t px-3 py-2.5 font-mono text-[12.5px] leading-5",
          wraps && "break-words whitespace-pre-wrap",
        )}
      >
        <Code code={code} language={language} />
      </pre>
    </div>
  );
}
