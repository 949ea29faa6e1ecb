"use client";

import { useEffect, useRef } from "react";
import type { Client } from "../../lib/client/client";
import type { Link } from "../../lib/client/state";
import { useClient, useClientState } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";

const FLOW_LASTS_MS = 900;

/** Marks the element while frames of the session arrive; no render is involved. */
function markFlow(client: Client, sessionId: SessionId, line: HTMLElement): () => void {
  let seq: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const undo = client.subscribe(() => {
    const view = client.getState().views.get(sessionId);
    if (view?.phase !== "live" || view.session.seq === seq) return;
    const opening = seq === null;
    seq = view.session.seq;
    if (opening) return;
    line.dataset["flow"] = "on";
    clearTimeout(timer);
    timer = setTimeout(() => delete line.dataset["flow"], FLOW_LASTS_MS);
  });
  return () => {
    undo();
    clearTimeout(timer);
    delete line.dataset["flow"];
  };
}

function lookOf(status: Link["status"]): "still" | "connecting" | "broken" {
  if (status === "connected" || status === "locked") return "still";
  return status === "connecting" ? "connecting" : "broken";
}

/** The connection itself: still when idle, a pulse while frames flow, dashed while it is away. */
export function Wire({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const status = useClientState((state) => state.link.status, "connecting");
  const line = useRef<HTMLDivElement>(null);
  useEffect(
    () => (client && line.current ? markFlow(client, sessionId, line.current) : undefined),
    [client, sessionId],
  );
  return (
    <div ref={line} className="wire" data-link={lookOf(status)} aria-hidden>
      <i />
    </div>
  );
}
