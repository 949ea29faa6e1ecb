"use client";

import { useSyncExternalStore } from "react";
import type { Picked } from "../../lib/client/attention";
import { useClient } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";

const noSubscription = () => () => undefined;

/** What the person has picked in a chart of this session, until they let it go. */
export function usePicked(sessionId: SessionId): Picked | null {
  const attention = useClient()?.attention ?? null;
  const picked = useSyncExternalStore(
    attention?.subscribe ?? noSubscription,
    () => attention?.state().picked ?? null,
    () => null,
  );
  return picked?.sessionId === sessionId ? picked : null;
}
