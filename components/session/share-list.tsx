"use client";

import { useId, useState } from "react";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId, ShareId } from "../../lib/protocol/ids";
import type { Share } from "../../lib/session/state";
import { Button } from "../ui/button";
import { useNow } from "../ui/use-now";

const NO_SHARES: ReadonlyMap<ShareId, Share> = new Map();
const WHEN: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
};
const when = (at: number) => new Date(at).toLocaleString("en-GB", WHEN);

type Revoking = { step: "no" } | { step: "asking" } | { step: "refused"; message: string };

function ShareRow({ sessionId, share }: { sessionId: SessionId; share: Share }) {
  const client = useClient();
  const rowId = useId();
  const [state, setState] = useState<Revoking>({ step: "no" });
  const revoke = () => {
    if (!client) return;
    setState({ step: "asking" });
    client.revokeShare(sessionId, share.shareId).then(
      (answer) => setState(answer ? { step: "refused", message: answer.error.message } : { step: "no" }),
      () => setState({ step: "refused", message: "The server did not answer. Try again." }),
    );
  };
  return (
    <li className="flex items-center gap-3 py-1.5 text-[13px]">
      <span id={rowId} className="min-w-0 flex-1 tabular-nums">
        Made {when(share.createdAt)}
        <span className="block text-small text-ink-3">
          {state.step === "refused" ? state.message : `Expires ${when(share.expiresAt)}`}
        </span>
      </span>
      <Button tone="danger" aria-describedby={rowId} aria-disabled={state.step === "asking"} onClick={revoke}>
        Revoke
      </Button>
    </li>
  );
}

/** The links that still open the session, latest first. */
export function ShareList({ sessionId }: { sessionId: SessionId }) {
  const shares = useSessionView(sessionId, (view) => view.session.shares, NO_SHARES);
  const now = useNow(30_000);
  const open = [...shares.values()].filter((share) => !share.revoked && share.expiresAt > now).reverse();
  if (open.length === 0) return null;
  return (
    <section aria-label="Links" className="mt-4 border-t border-line pt-3">
      <h3 className="text-small text-ink-3">
        {open.length === 1 ? "One link is open" : `${open.length} links are open`}
      </h3>
      <ul className="divide-y divide-line">
        {open.map((share) => (
          <ShareRow key={share.shareId} sessionId={sessionId} share={share} />
        ))}
      </ul>
    </section>
  );
}
