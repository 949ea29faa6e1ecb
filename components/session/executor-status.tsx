"use client";

import { useClient, useClientState } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { ToolsPlace } from "./where-tools-run";
import { whereToolsRun } from "./where-tools-run";

const WORDS: Record<ToolsPlace, string> = {
  here: "Tools run in this tab",
  elsewhere: "Tools run in another tab",
  nowhere: "Waiting for a browser",
};

export function ExecutorStatus({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const place = useClientState<ToolsPlace>(
    (state) => whereToolsRun(state.views.get(sessionId) ?? null, client?.me.executorId ?? ""),
    "here",
  );
  return (
    <span role="status" aria-label="Tools" className="truncate">
      {WORDS[place]}
    </span>
  );
}
