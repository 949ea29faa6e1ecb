import type { SessionId } from "../protocol/ids";
import type { Connection } from "./connection";
import type { ClientStore } from "./store";

export type Subscriptions = {
  /** Follows until the undo is called; several followers share one subscription. */
  follow(sessionId: SessionId): () => void;
  subscribe(sessionId: SessionId): void;
  followed(): readonly SessionId[];
};

export function createSubscriptions(store: ClientStore, connection: () => Connection): Subscriptions {
  const followers = new Map<SessionId, number>();

  const subscribe = (sessionId: SessionId): void => {
    const view = store.view(sessionId);
    if (view && !isToBeCreated(sessionId))
      connection().send({ type: "subscribe", sessionId, cursor: view.cursor });
  };

  const isToBeCreated = (sessionId: SessionId): boolean =>
    store.view(sessionId)?.outbox.some((entry) => entry.command.type === "create_session") ?? false;

  const unfollow = (sessionId: SessionId): void => {
    const left = (followers.get(sessionId) ?? 1) - 1;
    followers.set(sessionId, left);
    if (left > 0 || isBusy(sessionId)) return;
    followers.delete(sessionId);
    connection().send({ type: "unsubscribe", sessionId });
  };

  /** A turn that uses this tab's tools goes on while its session is out of sight. */
  const isBusy = (sessionId: SessionId): boolean => store.view(sessionId)?.session.turn.status === "running";

  return {
    follow: (sessionId) => {
      store.openView(sessionId, []);
      const count = followers.get(sessionId) ?? 0;
      followers.set(sessionId, count + 1);
      if (count === 0) subscribe(sessionId);
      return () => unfollow(sessionId);
    },
    subscribe,
    followed: () => [...followers.keys()],
  };
}
