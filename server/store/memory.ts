import { createMemoryEvents } from "./memory-events";
import { createMemorySessions } from "./memory-sessions";
import type { MemorySession } from "./memory-sessions";
import { createMemoryShares } from "./memory-shares";
import type { Store } from "./port";

/** The store without a disk: the same promises for as long as the process lives. */
export function createMemoryStore(): Store {
  const sessions = new Map<string, MemorySession>();
  const shares = createMemoryShares(sessions);
  const settings = new Map<string, string>();
  return {
    events: createMemoryEvents(sessions),
    blobs: { get: async (sessionId, hash) => sessions.get(sessionId)?.blobs.get(hash) ?? null },
    sessions: createMemorySessions(sessions, shares.dropOf),
    shares: shares.store,
    setting: async (name, initial) => {
      const value = settings.get(name) ?? initial();
      settings.set(name, value);
      return value;
    },
    close: async () => undefined,
  };
}
