"use client";

import { useEffect } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { CopyButton } from "../thread/copy-button";

const NOTHING: readonly string[] = [];

function written(draft: string, unsaid: readonly string[]): string {
  const parts = [...unsaid.filter((text) => !draft.includes(text)), draft];
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}

/** What the person had written for a session that takes nothing any more: it can still be copied, after a reload too. */
export function Unsaid({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const unsaid = useSessionView(sessionId, (view) => view.unsaid, NOTHING);
  const text = written(client?.draft(sessionId) ?? "", unsaid);
  useEffect(() => client?.keepDraft(sessionId, text), [client, sessionId, text]);
  if (text === "") return null;
  return (
    <section
      aria-label="What you had written"
      className="w-full overflow-hidden rounded-surface border border-line bg-raised"
    >
      <div className="flex items-center justify-between border-b border-line px-3 py-1 text-small text-ink-2">
        Not sent
        <CopyButton label="Copy what you had written" text={text} className="text-ink-3" />
      </div>
      <p className="max-h-60 overflow-y-auto px-3 py-2 [overflow-wrap:anywhere] whitespace-pre-wrap">
        {text}
      </p>
    </section>
  );
}
