"use client";

import { clsx } from "clsx";
import type { Link } from "../../lib/client/state";
import { useClientState } from "../../lib/client/use-session";
import type { DotTone } from "../ui/status-dot";
import { StatusDot } from "../ui/status-dot";

const WORDS: Record<Link["status"], string> = {
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  offline: "Offline",
  blocked: "Blocked",
  locked: "Locked",
  outdated: "Reload needed",
};

const DOTS: Record<Link["status"], DotTone> = {
  connecting: "idle",
  connected: "ok",
  reconnecting: "live",
  offline: "bad",
  blocked: "bad",
  locked: "asks",
  outdated: "asks",
};

const roundTrip = (link: Link): number | null => (link.status === "connected" ? link.roundTripMs : null);

/** `compact`: while all is well nothing is drawn; the wire says it. The round trip stays outside the live region. */
export function ConnectionStatus({ compact = false }: { compact?: boolean }) {
  const status = useClientState((state) => state.link.status, "connecting");
  const ms = useClientState((state) => roundTrip(state.link), null);
  const quiet = compact && status === "connected";
  return (
    <div className={clsx(quiet ? "sr-only" : "flex items-center gap-2")}>
      <StatusDot tone={DOTS[status]} />
      <span role="status" aria-label="Connection" className={clsx(compact && "max-desk:sr-only")}>
        {WORDS[status]}
      </span>
      {ms === null || compact ? null : (
        <span className="ml-auto font-medium text-ink tabular-nums" title="Round trip to the server">
          {ms} ms
        </span>
      )}
    </div>
  );
}
