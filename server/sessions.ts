import type { ErrorBody } from "../lib/protocol/error";
import type { GatewayDeps } from "./gateway/deps";
import { createGateway } from "./gateway/gateway";
import { createLogPages } from "./gateway/log-pages";
import { createPresence } from "./gateway/presence";
import type { ServerDeps } from "./host/deps";
import type { DeletionsDeps } from "./host/deletions";
import { createDeletions } from "./host/deletions";
import { createDirectory } from "./host/directory";
import type { Gateway, SessionCommands } from "./http/ports";

export type Sessions = {
  gateway: Gateway;
  commands: SessionCommands;
  /** Sessions that this node owns, and viewers of them. */
  counts(): { hosted: number; viewers: number };
  /** Before a stop: starts no turns, and waits up to `ms` for the responses under way to end. */
  drain(ms: number): Promise<void>;
  /** Flushes and lets go of every session; call it once the gateway is closed. */
  close(): Promise<void>;
};

/** The session side of the server: owners, viewers, and what HTTP asks of them. */
export function openSessions(
  deps: ServerDeps &
    Pick<GatewayDeps, "models" | "defaultModel" | "build" | "tap"> &
    Pick<DeletionsDeps, "retentionMs" | "onErased">,
): Sessions {
  const presence = createPresence();
  const isWatched = (sessionId: string): boolean => presence.count(sessionId) > 0;
  const directory = createDirectory({ ...deps, isWatched, executorsOf: presence.executors });
  const deletions = createDeletions({ ...deps, directory, isWatched });
  return {
    gateway: createGateway({
      ...deps,
      directory,
      presence,
      pages: createLogPages(deps.store.events, deps.clock),
    }),
    commands: {
      shareCreated: async ({ sessionId, shareId, role, expiresAt }) =>
        recorded(await directory.record(sessionId, { type: "record_share", shareId, role, expiresAt })),
      shareRevoked: async ({ sessionId, shareId }) =>
        recorded(await directory.record(sessionId, { type: "record_revoke", shareId })),
      deleteSession: deletions.schedule,
      restoreSession: deletions.restore,
    },
    counts: () => ({ hosted: directory.hosted(), viewers: presence.total() }),
    drain: (ms) => directory.drain(ms),
    close: async () => {
      await deletions.close();
      await directory.close();
    },
  };
}

function recorded(error: ErrorBody | null): void {
  if (error !== null) throw Object.assign(new Error(error.message), { code: error.code });
}
