import type { Store } from "../../store/port";
import type { Oracle } from "./oracle";

/** The store that all nodes share, with the oracle told of what each of them has written. */
export function watched(store: Store, { oracle, node }: { oracle: Oracle; node: string }): Store {
  return {
    ...store,
    events: {
      ...store.events,
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
