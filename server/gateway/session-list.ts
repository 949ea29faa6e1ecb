import type { ServerFrame } from "../../lib/protocol/frame";
import { singleFlight } from "../../lib/util/single-flight";
import type { GatewayDeps } from "./deps";
import type { Outbound } from "./outbound";

const LIST_LIMIT = 200;

/** Keeps one socket's session list current. Last value wins; nothing of it is in the log. */
export function watchSessions(deps: GatewayDeps, principal: string, out: Outbound): () => void {
  const { store, bus, directory, log } = deps;
  let isOpen = true;
  const send = singleFlight(
    async () => {
      const rows = await store.sessions.list(principal, LIST_LIMIT);
      if (!isOpen) return;
      const sessions = rows.map(({ sessionId, title, updatedAt }) => ({
        sessionId,
        title,
        updatedAt,
        activity: directory.activity(sessionId),
      }));
      const frame: ServerFrame = { type: "status", status: { topic: "sessions", sessions } };
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
