import type { ErrorBody } from "../lib/protocol/error";
import type { ModelChoice } from "../lib/protocol/frame";
import { createGateway } from "./gateway/gateway";
import { createPresence } from "./gateway/presence";
import type { ServerDeps } from "./host/deps";
import { createDirectory } from "./host/directory";
import type { Gateway, SessionCommands } from "./http/ports";

export type Sessions = {
  gateway: Gateway;
  commands: SessionCommands;
  /** Flushes and lets go of every session; call it once the gateway is closed. */
  close(): Promise<void>;
};

/** The session side of the server: owners, viewers, and what HTTP asks of them. */
export function openSessions(
  deps: ServerDeps & { models: readonly ModelChoice[]; defaultModel: string; build: string },
): Sessions {
  const presence = createPresence();
  const directory = createDirectory({ ...deps, isWatched: (sessionId) => presence.count(sessionId) > 0 });
  return {
    gateway: createGateway({ ...deps, directory, presence }),
    commands: {
      shareCreated: async ({ sessionId, shareId, role, expiresAt }) =>
        recorded(await directory.record(sessionId, { type: "record_share", shareId, role, expiresAt })),
      shareRevoked: async ({ sessionId, shareId }) =>
        recorded(await directory.record(sessionId, { type: "record_revoke", shareId })),
    },
    close: () => directory.close(),
  };
}

function recorded(error: ErrorBody | null): void {
  if (error !== null) throw Object.assign(new Error(error.message), { code: error.code });
}
