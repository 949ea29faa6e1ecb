"use client";

import type { Refusal } from "../../lib/client/state";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";

const RETURNED: ReadonlySet<string> = new Set(["send_message", "steer", "edit_queued"]);

/** Why the server refused the last command of this page. */
export function RefusalNotice({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const refusal = useSessionView<Refusal | null>(sessionId, (view) => view.refusal, null);
  if (refusal === null) return null;
  const returned = RETURNED.has(refusal.command.type) ? "Your message is back in the field." : "";
  return (
    <Notice tone="bad" role="alert" className="mb-2 justify-between">
      <span className="min-w-0 flex-1 basis-56">
        {refusal.error.message} {returned}{" "}
        <code className="font-mono text-[12px] text-ink-3">{refusal.error.code}</code>
      </span>
      <Button tone="ghost" onClick={() => client?.dismissRefusal(sessionId)}>
        Dismiss
      </Button>
    </Notice>
  );
}
