"use client";

import { useState } from "react";
import type { CreatedShare } from "../../lib/client/state";
import { useClient, useSessionView } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import { Button } from "../ui/button";
import { CopyField } from "../ui/copy-field";
import { Dialog } from "../ui/dialog";
import { Notice } from "../ui/notice";
import { ShareList } from "./share-list";

type Creating =
  | { step: "ready" }
  | { step: "asking" }
  | { step: "made"; share: CreatedShare }
  | { step: "refused"; message: string };

const TERMS = [
  ["Who can open it", "Anyone who has the link. They read; they cannot write, approve or run tools."],
  ["What it shows", "The whole conversation with its steps, results and charts. Files stay in your tab."],
  ["How long", "It follows the session live until you revoke it or it expires."],
] as const;

const NO_ANSWER = "The server did not answer. Check the connection, then try again.";

function Terms() {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-[13px] leading-5 max-desk:grid-cols-1 max-desk:gap-y-0.5">
      {TERMS.map(([term, words]) => (
        <div key={term} className="contents">
          <dt className="text-ink-3 max-desk:pt-1.5">{term}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function MadeLink({ share }: { share: CreatedShare }) {
  const url = new URL(share.url, window.location.href).href;
  return (
    <div className="flex flex-col gap-1.5">
      <CopyField label="Share link" value={url} />
      <p className="text-small text-ink-2">
        This address is shown only now: copy it.{" "}
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          className="text-copper underline underline-offset-3"
        >
          See what viewers see
        </a>
      </p>
    </div>
  );
}

function ShareForm({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const [state, setState] = useState<Creating>({ step: "ready" });
  const made = state.step === "made" ? state.share : null;
  const revoked = useSessionView(
    sessionId,
    ({ session }) => made !== null && session.shares.get(made.shareId)?.revoked === true,
    false,
  );
  const shown = revoked ? null : made;
  const create = () => {
    if (!client || state.step === "asking") return;
    setState({ step: "asking" });
    client.createShare(sessionId).then(
      (answer) =>
        setState(
          "error" in answer
            ? { step: "refused", message: answer.error.message }
            : { step: "made", share: answer },
        ),
      () => setState({ step: "refused", message: NO_ANSWER }),
    );
  };
  return (
    <div className="mt-4 flex flex-col gap-3">
      {shown === null ? null : <MadeLink share={shown} />}
      {state.step === "refused" ? (
        <Notice tone="bad" role="alert">
          {state.message}
        </Notice>
      ) : null}
      <Button
        tone={shown === null ? "solid" : "outline"}
        aria-disabled={state.step === "asking"}
        onClick={create}
        className="self-start"
      >
        Create link
      </Button>
    </div>
  );
}

type ShareDialogProps = { sessionId: SessionId; open: boolean; onClose: () => void };

export function ShareDialog({ sessionId, open, onClose }: ShareDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Share session">
      <Terms />
      <ShareForm sessionId={sessionId} />
      <ShareList sessionId={sessionId} />
    </Dialog>
  );
}
