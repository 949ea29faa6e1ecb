"use client";

import { useSyncExternalStore } from "react";
import type { SessionView } from "../../lib/client/state";
import { useClient } from "../../lib/client/use-session";
import type { ItemId, SessionId } from "../../lib/protocol/ids";

const noSubscription = () => () => undefined;

/** Reads a value of the session while `isLive`; what has finished does not listen, however long the session is. */
export function useLive<T>(
  { sessionId, isLive }: { sessionId: SessionId; isLive: boolean },
  select: (view: SessionView) => T,
  fallback: T,
): T {
  const client = useClient();
  const read = (): T => {
    const view = isLive ? client?.getState().views.get(sessionId) : undefined;
    return view ? select(view) : fallback;
  };
  return useSyncExternalStore(client && isLive ? client.subscribe : noSubscription, read, () => fallback);
}

/** The text of an item: what is finished, or else what has streamed so far. */
export function useItemText(sessionId: SessionId, itemId: ItemId, finished: string | null): string {
  const where = { sessionId, isLive: finished === null };
  const live = useLive(where, (view) => view.session.live.get(itemId)?.text ?? "", "");
  return finished ?? live;
}
