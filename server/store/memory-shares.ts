import type { MemorySession } from "./memory-sessions";
import type { ShareRow, ShareStore } from "./port";

export type MemoryShares = { store: ShareStore; dropOf: (sessionId: string) => void };

export function createMemoryShares(sessions: ReadonlyMap<string, MemorySession>): MemoryShares {
  const shares = new Map<string, ShareRow>();
  const grants = new Map<string, Set<string>>();

  const change = (shareId: string, fields: Partial<ShareRow>): void => {
    const share = shares.get(shareId);
    if (share) shares.set(shareId, { ...share, ...fields });
  };
  const liveGrant = (principal: string, sessionId: string, at: number): ShareRow | undefined =>
    [...(grants.get(principal) ?? [])]
      .flatMap((shareId) => shares.get(shareId) ?? [])
      .find((share) => share.sessionId === sessionId && share.revokedAt === null && share.expiresAt > at);

  const store: ShareStore = {
    create: async (share) => {
      if (shares.has(share.shareId)) throw new Error(`share ${share.shareId} exists`);
      shares.set(share.shareId, { ...share, revokedAt: null, lastUsedAt: null });
    },
    get: async (shareId) => {
      const share = shares.get(shareId);
      return share ? { ...share } : null;
    },
    list: async (sessionId) =>
      [...shares.values()]
        .filter((share) => share.sessionId === sessionId)
        .sort((left, right) => left.createdAt - right.createdAt || (left.shareId < right.shareId ? -1 : 1)),
    grant: async ({ shareId, principal, at }) => {
      change(shareId, { lastUsedAt: at });
      if (!shares.has(shareId)) return;
      grants.set(principal, new Set([...(grants.get(principal) ?? []), shareId]));
    },
    revoke: async (shareId, at) => {
      if (shares.get(shareId)?.revokedAt === null) change(shareId, { revokedAt: at });
    },
    roleOf: async ({ principal, sessionId, at }) => {
      if (sessions.get(sessionId)?.row.principal === principal) return "owner";
      return liveGrant(principal, sessionId, at)?.role ?? null;
    },
  };
  const dropOf = (sessionId: string): void => {
    for (const share of shares.values()) if (share.sessionId === sessionId) shares.delete(share.shareId);
    for (const granted of grants.values())
      for (const shareId of granted) if (!shares.has(shareId)) granted.delete(shareId);
  };
  return { store, dropOf };
}
