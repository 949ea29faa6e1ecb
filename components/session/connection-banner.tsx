"use client";

import type { ReactNode } from "react";
import type { Link } from "../../lib/client/state";
import { useClient, useClientState, useSessionView } from "../../lib/client/use-session";
import type { ReadOnly } from "../../lib/protocol/frame";
import type { SessionId } from "../../lib/protocol/ids";
import { DoctorLink } from "../doctor/doctor-link";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { useNow } from "../ui/use-now";

const PATIENCE_MS = 2_000;
const BLOCKED =
  "The server answers, but its WebSocket does not come up. A proxy or filter on the way may be holding it back.";
const KEPT = "What you send waits here.";
const READ_ONLY: Record<ReadOnly, string> = {
  storage_full:
    "The server cannot write to its disk. You can read everything; what you send waits here and goes by itself.",
  quarantined: "This session made the server fail and can only be read for now. Others are not affected.",
};

function Banner({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Notice className="mx-4 mt-2 justify-between">
      <span className="min-w-0 flex-1 basis-56">{children}</span>
      {action}
    </Notice>
  );
}

function AwayBanner({ link }: { link: Extract<Link, { since: number }> }) {
  const client = useClient();
  const now = useNow(500);
  if (now - link.since < PATIENCE_MS) return null;
  if (link.status === "offline") return <Banner>You are offline. {KEPT}</Banner>;
  const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1_000));
  const retry = <Button onClick={() => client?.reconnectNow()}>Retry</Button>;
  return (
    <Banner
      action={
        link.status === "blocked" ? (
          <span className="flex items-center gap-2">
            <DoctorLink />
            {retry}
          </span>
        ) : (
          retry
        )
      }
    >
      {link.status === "blocked" ? BLOCKED : "The server cannot be reached."}{" "}
      <span className="tabular-nums">{seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again."}</span>{" "}
      {KEPT}
    </Banner>
  );
}

/** Says what is wrong with the connection once it has been wrong for two seconds. */
export function ConnectionBanner({ sessionId }: { sessionId: SessionId }) {
  const link = useClientState<Link>((state) => state.link, { status: "connecting" });
  const upstream = useSessionView(sessionId, (view) => view.upstream, "cold");
  const readOnly = useSessionView<ReadOnly | null>(sessionId, (view) => view.readOnly, null);
  if ("since" in link) return <AwayBanner link={link} />;
  if (link.status === "outdated") {
    return (
      <Banner action={<Button onClick={() => window.location.reload()}>Reload</Button>}>
        The server has a newer version of this page. Reload it; your draft is kept.
      </Banner>
    );
  }
  if (link.status === "connected" && readOnly !== null) return <Banner>{READ_ONLY[readOnly]}</Banner>;
  if (link.status === "connected" && upstream === "reconnecting") {
    return (
      <Banner action={<DoctorLink />}>The connection to the model was lost and is being made again.</Banner>
    );
  }
  return null;
}
