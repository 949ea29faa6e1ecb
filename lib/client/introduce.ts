import { ORIGIN } from "../protocol/cursor";
import type { SessionId } from "../protocol/ids";
import type { Commands } from "./commands";
import type { Connection } from "./connection";
import type { ClientState, SessionView } from "./state";
import type { Subscriptions } from "./subscriptions";
import { isToBeCreated } from "./view";

export type IntroduceOptions = {
  now: () => ClientState;
  commands: Commands;
  subscriptions: Subscriptions;
  connection: () => Connection;
  offerWhole: (sessionId: SessionId) => void;
};

export type Introductions = {
  /** The first frames of a connection: the list, and every session that this page is busy with. */
  greet(): void;
  /** The same for one session, whose commands met no owner or no answer. */
  again(sessionId: SessionId): void;
  /** Makes the session with its first command. */
  create(sessionId: SessionId, model: string | null): void;
};

/** Says the first words of a connection and of a session, in the order in which the server needs them. */
export function createIntroductions(options: IntroduceOptions): Introductions {
  const { now, commands, subscriptions, connection, offerWhole } = options;

  /** A session that is still to be made takes its tools between its creation and its first message. */
  const introduce = ({ sessionId, cursor, outbox }: SessionView): void => {
    for (const { commandId, command } of outbox) {
      commands.again(sessionId, commandId);
      if (command.type !== "create_session") continue;
      offerWhole(sessionId);
      connection().send({ type: "subscribe", sessionId, cursor });
    }
  };

  const takeUp = (view: SessionView, followed: ReadonlySet<SessionId>): void => {
    if (isToBeCreated(view)) return introduce(view);
    if (followed.has(view.sessionId) || view.outbox.length > 0) subscriptions.subscribe(view.sessionId);
  };

  return {
    greet: () => {
      const followed = new Set(subscriptions.followed());
      connection().send({ type: "watch_sessions" });
      for (const view of now().views.values()) takeUp(view, followed);
    },
    again: (sessionId) => {
      const view = now().views.get(sessionId);
      if (view) takeUp(view, new Set(subscriptions.followed()));
    },
    create: (sessionId, model) => {
      commands.give(sessionId, { type: "create_session", model });
      offerWhole(sessionId);
      connection().send({ type: "subscribe", sessionId, cursor: ORIGIN });
    },
  };
}
