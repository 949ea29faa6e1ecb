"use client";

import { useCallback, useState } from "react";
import { useClientState, useSessionView } from "../../lib/client/use-session";
import { Composer } from "../composer/composer";
import { FaultsEntry } from "../inspector/faults-entry";
import { DropTarget } from "../workspace/drop-target";
import { Workspace } from "../workspace/workspace";
import { Announcer } from "./announcer";
import { ConnectionBanner } from "./connection-banner";
import { Conversation } from "./conversation";
import { DeletionToasts } from "./deletion-toasts";
import { PageTools } from "./page-tools";
import type { OpenPanel } from "./session-frame";
import { SessionFrame } from "./session-frame";
import { SessionHeader } from "./session-header";
import { SessionRail } from "./session-rail";
import { StorageNotice } from "./storage-notice";
import { useCurrentSession } from "./use-current-session";
import { useNewSessionKey } from "./use-new-session-key";
import { useTabTitle } from "./use-tab-title";
import { Wire } from "./wire";

/**
 * An owner's page. It reads the session from the address and stays mounted while the address changes, so
 * that the desk, its tools and the workspace outlive a change of session.
 */
export function SessionApp() {
  const { sessionId, fresh, send } = useCurrentSession();
  const [openPanel, setOpenPanel] = useState<OpenPanel>("none");
  const close = useCallback(() => setOpenPanel("none"), []);
  const locked = useClientState((state) => state.link.status === "locked", false);
  const deleted = useSessionView(sessionId, (view) => view.phase === "deleted", false);
  useTabTitle(sessionId);
  useNewSessionKey();
  return (
    <DropTarget>
      <SessionFrame
        openPanel={openPanel}
        onClose={close}
        rail={<SessionRail sessionId={sessionId} fresh={fresh} onOpen={close} />}
        workspace={<Workspace sessionId={sessionId} canAddData />}
      >
        <SessionHeader
          sessionId={sessionId}
          fresh={fresh}
          mode="owner"
          onOpenRail={() => setOpenPanel("rail")}
          onOpenWorkspace={() => setOpenPanel("workspace")}
        />
        <Wire sessionId={sessionId} />
        <ConnectionBanner sessionId={sessionId} />
        <StorageNotice />
        <Conversation sessionId={sessionId} fresh={fresh} send={send} />
        <DeletionToasts sessionId={sessionId} fresh={fresh} />
        {locked || deleted ? null : <Composer sessionId={sessionId} send={send} />}
        <Announcer sessionId={sessionId} />
        <FaultsEntry />
        <PageTools />
      </SessionFrame>
    </DropTarget>
  );
}
