import type { ErrorBody } from "../../lib/protocol/error";
import type { Command } from "../../lib/protocol/command";
import type { SessionActivity, UpstreamStatus } from "../../lib/protocol/frame";
import type { Role } from "../../lib/protocol/role";
import { activityOf } from "../../lib/session/select";
import type { InternalCommand } from "../session/input";
import type { ServerDeps } from "./deps";
import type { Host } from "./host";
import { createHost } from "./host";
import { loadOwnerState } from "./load";

export type CommandRequest = {
  sessionId: string;
  commandId: string;
  principal: string;
  role: Role;
  command: Command;
};

/** Finds the owner of a session, or takes the session over. One node: every owner is here. */
export type Directory = {
  /** Resolves when the command is in the log (null) or refused. */
  dispatch(request: CommandRequest): Promise<ErrorBody | null>;
  record(sessionId: string, command: InternalCommand): Promise<ErrorBody | null>;
  warm(sessionId: string): void;
  /** A page that runs tools for this session went away: its calls move on after the grace. */
  executorAway(sessionId: string, executorId: string): void;
  activity(sessionId: string): SessionActivity;
  upstreamStatus(sessionId: string): UpstreamStatus;
  onUpstreamStatus(listener: (sessionId: string, status: UpstreamStatus) => void): () => void;
  close(): Promise<void>;
};

const NOT_FOUND: ErrorBody = { code: "not_found", message: "There is no such session." };

/** How often sessions that nobody watches and in which nothing runs are let go. */
const SWEEP_MS = 60_000;

export type DirectoryDeps = ServerDeps & { isWatched: (sessionId: string) => boolean };

export function createDirectory(deps: DirectoryDeps): Directory {
  const hosts = new Map<string, Promise<Host | null>>();
  const open = new Map<string, Host>();
  const statusListeners = new Set<(sessionId: string, status: UpstreamStatus) => void>();

  const hostOf = (sessionId: string): Promise<Host | null> => {
    const known = hosts.get(sessionId);
    if (known) return known;
    const taken = takeOver(sessionId).catch((error: unknown) => {
      deps.log.error({ sessionId, err: error }, "session could not be opened");
      return null;
    });
    hosts.set(sessionId, taken);
    void taken.then((host) => (host ? open.set(sessionId, host) : hosts.delete(sessionId)));
    return taken;
  };

  const forget = (sessionId: string): void => {
    hosts.delete(sessionId);
    open.delete(sessionId);
  };

  const takeOver = async (sessionId: string): Promise<Host | null> => {
    const row = await deps.store.sessions.get(sessionId);
    const lease = await deps.store.events.acquire(sessionId);
    if (!lease || !row) return null;
    const state = await loadOwnerState(deps.store.events, sessionId);
    const host = createHost(lease, state, {
      ...deps,
      principal: row.principal,
      onLost: () => forget(sessionId),
      onUpstreamStatus: (status) => statusListeners.forEach((listener) => listener(sessionId, status)),
    });
    if (state.session.seq > 0) host.post({ type: "owner_started", at: deps.clock.now() });
    return host;
  };

  const release = (host: Host): void => {
    const isIdle = host.isQuiet() && host.state().session.turn.status === "idle";
    if (!isIdle || deps.isWatched(host.sessionId)) return;
    forget(host.sessionId);
    void host.close();
  };

  const sweep = (): void => {
    for (const host of open.values()) release(host);
    cancelSweep = deps.clock.after(SWEEP_MS, sweep);
  };
  let cancelSweep = deps.clock.after(SWEEP_MS, sweep);

  return {
    dispatch: async ({ sessionId, ...rest }) => {
      const host = await hostOf(sessionId);
      if (!host) return NOT_FOUND;
      return new Promise((settle) => host.post({ type: "command", ...rest, at: deps.clock.now() }, settle));
    },
    record: async (sessionId, command) => {
      const host = await hostOf(sessionId);
      if (!host) return NOT_FOUND;
      return new Promise((settle) => host.post({ type: "internal", command, at: deps.clock.now() }, settle));
    },
    warm: (sessionId) => void hostOf(sessionId).then((host) => host?.warm()),
    executorAway: (sessionId, executorId) => {
      open.get(sessionId)?.post({ type: "executor_away", executorId, at: deps.clock.now() });
    },
    activity: (sessionId) => {
      const host = open.get(sessionId);
      return host ? activityOf(host.state().session) : "idle";
    },
    upstreamStatus: (sessionId) => open.get(sessionId)?.upstreamStatus() ?? "cold",
    onUpstreamStatus: (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    close: async () => {
      cancelSweep();
      const all = await Promise.all(hosts.values());
      await Promise.all(all.map((host) => host?.close()));
    },
  };
}
