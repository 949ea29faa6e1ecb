import type { ServerFrame, Status } from "../protocol/frame";
import { assertNever } from "../util/assert-never";
import type { Commands } from "./commands";
import type { SessionView } from "./state";
import type { ClientStore } from "./store";
import { receiveCaughtUp, receiveEvents, receiveRejected, receiveReset } from "./view";

export type Receiver = {
  store: ClientStore;
  commands: Commands;
  /** Events are missing, or the history is another: ask again from the view's cursor. */
  resubscribe: (sessionId: string) => void;
  /** The session's state moved on: tools may have something to do. */
  moved: (view: SessionView) => void;
  caughtUp: (view: SessionView) => void;
  rejected: (frame: Extract<ServerFrame, { type: "rejected" }>) => void;
};

/** One frame from the server → the page's state. */
export function receiveFrame(receiver: Receiver, frame: ServerFrame): void {
  const { store } = receiver;
  switch (frame.type) {
    case "welcome":
      return store.change({ models: frame.models, defaultModel: frame.defaultModel });
    case "events":
      return events(receiver, frame);
    case "caught_up":
      store.changeView(frame.sessionId, (view) => receiveCaughtUp(view, frame));
      return withView(receiver, frame.sessionId, receiver.caughtUp);
    case "reset":
      changeAndForget(receiver, frame.sessionId, (view) => receiveReset(view, frame));
      return frame.reason === "cursor_ahead" ? receiver.resubscribe(frame.sessionId) : undefined;
    case "rejected":
      changeAndForget(receiver, frame.sessionId, (view) => receiveRejected(view, frame));
      return receiver.rejected(frame);
    case "status":
      return status(store, frame.status);
    case "pong":
      return;
    default:
      // A frame of a newer server that this page can do without.
      frame satisfies never;
  }
}

function events(receiver: Receiver, frame: Extract<ServerFrame, { type: "events" }>): void {
  const view = receiver.store.view(frame.sessionId);
  if (!view) return;
  const next = receiveEvents(view, frame);
  if (next === "gap") return receiver.resubscribe(frame.sessionId);
  changeAndForget(receiver, frame.sessionId, () => next);
  receiver.moved(next);
}

function changeAndForget(
  receiver: Receiver,
  sessionId: string,
  change: (view: SessionView) => SessionView,
): void {
  const before = receiver.store.view(sessionId);
  receiver.store.changeView(sessionId, change);
  const after = receiver.store.view(sessionId);
  if (before && after) receiver.commands.forgetAnswered(before.outbox, after.outbox);
}

function withView({ store }: Receiver, sessionId: string, act: (view: SessionView) => void): void {
  const view = store.view(sessionId);
  if (view) act(view);
}

function status(store: ClientStore, value: Status): void {
  switch (value.topic) {
    case "sessions":
      return store.change({ sessions: value.sessions, deleting: value.deleting });
    case "upstream":
      return store.changeView(value.sessionId, (view) => ({ ...view, upstream: value.status }));
    case "viewers":
      return store.changeView(value.sessionId, (view) => ({ ...view, viewers: value.count }));
    case "read_only":
      return store.changeView(value.sessionId, (view) => ({ ...view, readOnly: value.reason }));
    default:
      return assertNever(value);
  }
}
