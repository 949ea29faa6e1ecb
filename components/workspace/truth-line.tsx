"use client";

import { Lock } from "lucide-react";
import { useState } from "react";
import type { SessionId } from "../../lib/protocol/ids";
import { bytesText } from "../thread/format";
import { lazyPart } from "../ui/lazy-part";

const WhatLeftDialog = lazyPart(async () => (await import("./what-left-dialog")).WhatLeftDialog);

type TruthLineProps = { sessionId: SessionId; bytesHere: number | null; bytesToModel: number };

/** What stays here and what has gone to the model, which opens the list of it. Null: this page holds no data. */
export function TruthLine({ sessionId, bytesHere, bytesToModel }: TruthLineProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="border-line text-ink-2 flex flex-none items-center gap-2 border-t px-4 py-2.5 text-[12px] leading-[18px] tabular-nums">
      <Lock aria-hidden size={12} className="text-ok flex-none" />
      <span className="empty:hidden">{stayText(bytesHere, bytesToModel)}</span>
      {bytesToModel > 0 && (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="hover:text-ink decoration-line-strong text-start underline underline-offset-3"
        >
          {bytesText(bytesToModel)} went to the model
        </button>
      )}
      {isOpen && (
        <WhatLeftDialog
          sessionId={sessionId}
          title={bytesHere === null ? "What went to the model" : "What left this page"}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

function stayText(bytesHere: number | null, bytesToModel: number): string {
  if (bytesHere === null) return bytesToModel === 0 ? "Nothing of the workspace went to the model" : "";
  if (bytesHere === 0) return bytesToModel === 0 ? "Data that you add stays in this tab" : "";
  const here = `${bytesText(bytesHere)} of data in this tab`;
  return bytesToModel === 0 ? `${here} · nothing went to the model` : here;
}
