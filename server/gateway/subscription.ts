import type { Cursor } from "../../lib/protocol/cursor";
import type { ServerFrame, Status } from "../../lib/protocol/frame";
import type { Role } from "../../lib/protocol/role";
import { visibilityOf } from "../../lib/protocol/role";
import type { GatewayDeps } from "./deps";
import type { Following } from "./follow";
import { follow } from "./follow";
import type { Outbound } from "./outbound";
import { reasonForNoRole } from "./reset-reason";

export type Subscription = { resume: () => void; stop: () => void };

type Options = {
  sessionId: string;
  cursor: Cursor;
  role: Role;
  principal: string;
  out: Outbound;
  onEnded: () => void;
};

/** One session on one socket: its events, its status lines, and the end of them when access ends. */
export function openSubscription(deps: GatewayDeps, options: Options): Subscription {
  const { sessionId, cursor, role, principal, out } = options;
  const { store, bus, presence, directory, clock, log } = deps;
  const tell = (frame: ServerFrame): boolean => out.send(JSON.stringify(frame));
  const tellStatus = (status: Status): boolean => tell({ type: "status", status });
  const tellUpstream = (): void => {
    tellStatus({ topic: "upstream", sessionId, status: directory.upstreamStatus(sessionId) });
  };
  const tellReadOnly = (): void => {
    tellStatus({ topic: "read_only", sessionId, reason: directory.readOnly(sessionId) });
  };
  const undo: (() => void)[] = [];
  let following: Following | null = null;

  const stop = (): void => {
    if (undo.length === 0) return;
    following?.stop();
    for (const step of undo.splice(0)) step();
  };

  /** Access is read from the store each time: a grant can end while the socket lives. */
  const recheck = async (): Promise<void> => {
    const current = await store.shares.roleOf({ principal, sessionId, at: clock.now() });
    if (current === role) return;
    const reason = await reasonForNoRole(store, sessionId);
    if (undo.length === 0) return;
    stop();
    tell({ type: "reset", sessionId, reason });
    options.onEnded();
  };
  const recheckSafely = () =>
    void recheck().catch((error: unknown) => log.error({ sessionId, err: error }, "recheck failed"));

  presence.enter(sessionId);
  undo.push(
    () => presence.leave(sessionId),
    presence.onChange(sessionId, (count) => tellStatus({ topic: "viewers", sessionId, count })),
    directory.onUpstreamStatus(sessionId, tellUpstream),
    directory.onReadOnly(sessionId, tellReadOnly),
    bus.onAccessChanged(sessionId, recheckSafely),
    every(deps, RECHECK_MS, recheckSafely),
    every(deps, NUDGE_MS, () => following?.nudge()),
  );
  following = follow({
    sessionId,
    cursor,
    visibility: visibilityOf(role),
    pages: deps.pages,
    bus,
    send: out.send,
    onCaughtUp: () => {
      tell({ type: "caught_up", sessionId, role });
      tellStatus({ topic: "viewers", sessionId, count: presence.count(sessionId) });
      tellUpstream();
      if (directory.readOnly(sessionId) !== null) tellReadOnly();
    },
    onError: (error) => log.error({ sessionId, err: error }, "follow failed"),
  });
  // Access may have ended between the look at it and the first listening for its end.
  recheckSafely();
  return { resume: () => following?.resume(), stop };
}

const RECHECK_MS = 30_000;
const NUDGE_MS = 10_000;

function every({ clock }: GatewayDeps, ms: number, run: () => void): () => void {
  let cancel = clock.after(ms, tick);
  function tick(): void {
    cancel = clock.after(ms, tick);
    run();
  }
  return () => cancel();
}
