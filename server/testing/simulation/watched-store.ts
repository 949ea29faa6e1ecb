import type { Store } from "../../store/port";
import type { Oracle } from "./oracle";

/** The store that all nodes share, with the oracle told of what each of them has written. */
export function watched(store: Store, { oracle, node }: { oracle: Oracle; node: string }): Store {
  return {
    ...store,
    sessions: {
      ...store.sessions,
      erase: async (sessionId, at) => {
        const isGone = await store.sessions.erase(sessionId, at);
        if (isGone) oracle.erased(sessionId);
        return isGone;
      },
    },
    events: {
      ...store.events,
      acquire: async (sessionId) => {
        const lease = await store.events.acquire(sessionId);
        if (lease) oracle.acquired(sessionId, lease.epoch);
        return lease;
      },
      append: async (request) => {
        const result = await store.events.append(request);
        const { sessionId, epoch } = request.lease;
        if (!result.ok) oracle.note(`append: ${result.reason}`);
        if (result.ok) oracle.committed(sessionId, request.rows, { epoch, node });
        return result;
      },
    },
  };
}
