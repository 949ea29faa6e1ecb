import type { DeletingEntry, ServerFrame, SessionListEntry } from "../../lib/protocol/frame";
import { singleFlight } from "../../lib/util/single-flight";
import type { GatewayDeps } from "./deps";
import type { Outbound } from "./outbound";

const LIST_LIMIT = 200;

/** Keeps one socket's session list current. Last value wins; nothing of it is in the log. */
export function watchSessions(deps: GatewayDeps, principal: string, out: Outbound): () => void {
  const { bus, log } = deps;
  let isOpen = true;
  const send = singleFlight(
    async () => {
      const [sessions, deleting] = await Promise.all([kept(deps, principal), leaving(deps, principal)]);
      if (!isOpen) return;
      const frame: ServerFrame = { type: "status", status: { topic: "sessions", sessions, deleting } };
      out.send(JSON.stringify(frame));
    },
    (error) => log.error({ err: error }, "session list failed"),
  );
  const unsubscribe = bus.onListChanged(principal, send);
  send();
  return () => {
    isOpen = false;
    unsubscribe();
  };
}

async function kept({ store, directory }: GatewayDeps, principal: string): Promise<SessionListEntry[]> {
  const rows = await store.sessions.list(principal, LIST_LIMIT);
  return rows.map(({ sessionId, title, updatedAt }) => ({
    ...{ sessionId, title, updatedAt },
    activity: directory.activity(sessionId),
  }));
}

/** How long is left, and not until when: a browser's clock may be wrong by days. */
async function leaving({ store, clock }: GatewayDeps, principal: string): Promise<DeletingEntry[]> {
  const rows = await store.sessions.leaving(principal, LIST_LIMIT);
  const entries = rows.map(({ sessionId, title, deletesAt }) => ({
    ...{ sessionId, title },
    leftMs: (deletesAt ?? 0) - clock.now(),
  }));
  return entries.filter(({ leftMs }) => leftMs > 0);
}
