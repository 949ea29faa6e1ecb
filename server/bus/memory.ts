import type { Bus, Ring } from "./port";
import { createTopics } from "../../lib/util/topics";

/**
 * The bus of one process. Delivers before the call returns, in order of subscription. One object may be
 * shared by several apps, as tests do.
 */
export function createMemoryBus(): Bus {
  const rings = createTopics<Ring>();
  const access = createTopics<null>();
  const lists = createTopics<null>();
  return {
    ring: (ring) => rings.publish(ring.sessionId, ring),
    onRing: rings.subscribe,
    accessChanged: (sessionId) => access.publish(sessionId, null),
    onAccessChanged: (sessionId, listener) => access.subscribe(sessionId, () => listener()),
    listChanged: (principal) => lists.publish(principal, null),
    onListChanged: (principal, listener) => lists.subscribe(principal, () => listener()),
    close: async () => {
      for (const topics of [rings, access, lists]) topics.clear();
    },
  };
}
