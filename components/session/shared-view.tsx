"use client";

import { useCallback, useState } from "react";
import { useClientState, useFollow, useSessionView } from "../../lib/client/use-session";
import type { SessionId, ShareId } from "../../lib/protocol/ids";
import { Thread } from "../thread/thread";
import { Mark } from "../ui/mark";
import { Workspace } from "../workspace/workspace";
import { Announcer } from "./announcer";
import { ClosedSession } from "./closed-session";
import { ConnectionStatus } from "./connection-status";
import { ConnectionBanner } from "./connection-banner";
import type { OpenPanel } from "./session-frame";
import { SessionFrame } from "./session-frame";
import { SessionHeader } from "./session-header";
import { Tombstone } from "./tombstone";
import { UnlockForm } from "./unlock-form";
import { useOpenedShare } from "./use-opened-share";
import { useTabTitle } from "./use-tab-title";
import { Wire } from "./wire";

const BRAND = (
  <span className="mr-1.5 flex flex-none items-center" title="Longwire">
    <Mark className="text-copper" />
  </span>
);

function Ended({ message }: { message: string | null }) {
  return (
    <main className="flex h-dvh flex-col">
      <ClosedSession heading="h1" title="This link was revoked or has expired">
        <p className="text-ink-2">{message ?? "Ask the person who sent it for a new one."}</p>
      </ClosedSession>
    </main>
  );
}

function Deleted() {
  return (
    <main className="flex h-dvh flex-col">
      <Tombstone heading="h1" />
    </main>
  );
}

function Opening() {
  const locked = useClientState((state) => state.link.status === "locked", false);
  return (
    <main className="flex h-dvh flex-col">
      {locked ? (
        <UnlockForm />
      ) : (
        <div className="m-auto p-6 text-center text-ink-2">
          <h1>Opening the shared session</h1>
          <div className="mt-1 flex justify-center text-small">
            <ConnectionStatus />
          </div>
        </div>
      )}
    </main>
  );
}

function ReadOnlySession({ sessionId }: { sessionId: SessionId }) {
  const [openPanel, setOpenPanel] = useState<OpenPanel>("none");
  const close = useCallback(() => setOpenPanel("none"), []);
  const phase = useSessionView(sessionId, (view) => view.phase, "loading");
  useFollow(sessionId);
  useTabTitle(sessionId);
  if (phase === "deleted") return <Deleted />;
  if (phase === "missing" || phase === "ended") return <Ended message={null} />;
  return (
    <SessionFrame
      openPanel={openPanel}
      onClose={close}
      rail={null}
      workspace={<Workspace sessionId={sessionId} canAddData={false} />}
    >
      <SessionHeader
        sessionId={sessionId}
        fresh={false}
        mode="share"
        brand={BRAND}
        onOpenRail={close}
        onOpenWorkspace={() => setOpenPanel("workspace")}
      />
      <Wire sessionId={sessionId} />
      <ConnectionBanner sessionId={sessionId} />
      <Thread sessionId={sessionId} />
      <p className="flex-none px-5 pt-2 pb-[max(12px,env(safe-area-inset-bottom))] text-center text-small text-ink-3">
        You are reading a shared session. It follows live.
      </p>
      <Announcer sessionId={sessionId} />
    </SessionFrame>
  );
}

/** A session as somebody sees it who was given a link: read only, without composer, data or approvals. */
export function SharedView({ shareId }: { shareId: ShareId }) {
  const share = useOpenedShare(shareId);
  switch (share.step) {
    case "opening":
      return <Opening />;
    case "refused":
      return <Ended message={share.message} />;
    case "open":
      return <ReadOnlySession sessionId={share.sessionId} />;
  }
}
