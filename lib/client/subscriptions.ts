import type { SessionId } from "../protocol/ids";
import type { Connection } from "./connection";
import type { ClientStore } from "./store";
import { isToBeCreated } from "./view";

export type Subscriptions = {
  /** Follows until the undo is called; several followers share one subscription. */
  follow(sessionId: SessionId): () => void;
  subscribe(sessionId: SessionId): void;
  /** Asks the server again, which has just spoken of the session: also where the page has not heard that it was made. */
  resubscribe(sessionId: SessionId): void;
  /** Lets a session go that nobody follows any more, once its turn is over. */
  letGo(sessionId: SessionId): void;
  followed(): readonly SessionId[];
};

export function createSubscriptions(store: ClientStore, connection: () => Connection): Subscriptions {
  const followers = new Map<SessionId, number>();

  const resubscribe = (sessionId: SessionId): void => {
    const view = store.view(sessionId);
    if (view) connection().send({ type: "subscribe", sessionId, cursor: view.cursor });
  };

  const subscribe = (sessionId: SessionId): void => {
    const view = store.view(sessionId);
    if (view && !isToBeCreated(view)) resubscribe(sessionId);
  };

  /** A turn that uses this tab's tools goes on while its session is out of sight. */
  const isBusy = (sessionId: SessionId): boolean => store.view(sessionId)?.session.turn.status === "running";

  const letGo = (sessionId: SessionId): void => {
    if (followers.get(sessionId) !== 0 || isBusy(sessionId)) return;
    followers.delete(sessionId);
    connection().send({ type: "unsubscribe", sessionId });
  };

  const change = (sessionId: SessionId, by: number): number => {
    const count = (followers.get(sessionId) ?? 0) + by;
    followers.set(sessionId, count);
    return count;
  };

  return {
    follow: (sessionId) => {
      store.openView(sessionId, []);
      if (change(sessionId, 1) === 1) subscribe(sessionId);
      let undo = (): void => {
        undo = () => undefined;
        change(sessionId, -1);
        letGo(sessionId);
      };
      return () => undo();
    },
    subscribe,
    resubscribe,
    letGo,
    followed: () => [...followers.keys()],
  };
}
