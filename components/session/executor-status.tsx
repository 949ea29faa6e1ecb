"use client";

import { useClient, useClientState } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { ToolsPlace } from "./where-tools-run";
import { canTakeTools, whereToolsRun } from "./where-tools-run";

const WORDS: Record<ToolsPlace, string> = {
  here: "Tools run in this tab",
  elsewhere: "Tools run in another tab",
  nowhere: "Waiting for a browser",
};

/** Says where the tools run, and offers to move them here. */
export function ExecutorStatus({ sessionId }: { sessionId: SessionId }) {
  const client = useClient();
  const me = client?.me.executorId ?? "";
  const place = useClientState<ToolsPlace>(
    (state) => whereToolsRun(state.views.get(sessionId) ?? null, me),
    "here",
  );
  const canTake = useClientState((state) => canTakeTools(state.views.get(sessionId) ?? null, me), false);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span role="status" aria-label="Tools" className="truncate">
        {WORDS[place]}
      </span>
      {canTake && (
        <button
          type="button"
          onClick={() => client?.takeTools(sessionId)}
          className="text-ink relative flex-none rounded-control font-medium underline decoration-line-strong underline-offset-2 after:absolute after:inset-x-0 after:-inset-y-2 hover:decoration-current"
        >
          Run tools here
        </button>
      )}
    </span>
  );
}
