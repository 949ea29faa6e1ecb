import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import type { SessionId } from "../protocol/ids";
import type { FrameBatch } from "./frame-batch";
import type { ClientState, OutboxEntry, SessionView } from "./state";
import { emptyView } from "./view";

const EMPTY: ClientState = {
  link: { status: "connecting" },
  storage: "kept",
  models: [],
  defaultModel: null,
  sessions: null,
  deleting: [],
  views: new Map(),
};

/**
 * Two copies of one state: `now` is folded as frames arrive, what React sees follows once per
 * animation frame. Tools act on `now`, so that they never wait for a paint.
 */
export type ClientStore = {
  readonly shown: StoreApi<ClientState>;
  now(): ClientState;
  change(part: Partial<ClientState>): void;
  view(sessionId: SessionId): SessionView | undefined;
  changeView(sessionId: SessionId, change: (view: SessionView) => SessionView): void;
  openView(sessionId: SessionId, outbox: readonly OutboxEntry[]): void;
};

export function createClientStore(batchOf: (work: () => void) => FrameBatch): ClientStore {
  const shown = createStore<ClientState>(() => EMPTY);
  const batch = batchOf(() => shown.setState(state, true));
  let state = EMPTY;

  const change = (part: Partial<ClientState>): void => {
    state = { ...state, ...part };
    batch.request();
  };

  const setView = (view: SessionView): void =>
    change({ views: new Map(state.views).set(view.sessionId, view) });

  return {
    shown,
    now: () => state,
    change,
    view: (sessionId) => state.views.get(sessionId),
    changeView: (sessionId, next) => {
      const view = state.views.get(sessionId);
      if (view) setView(next(view));
    },
    openView: (sessionId, outbox) => {
      if (!state.views.has(sessionId)) setView(emptyView(sessionId, outbox));
    },
  };
}
