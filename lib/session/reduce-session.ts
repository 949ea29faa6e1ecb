import type { EventOf, EventType, Stamp } from "../protocol/event";
import type { SessionState } from "./state";
import { withEntry } from "./collections";

type Logged<T extends EventType> = EventOf<T> & Stamp;

export function sessionCreated(state: SessionState, event: Logged<"session.created">): SessionState {
  return { ...state, model: event.model, createdAt: event.at };
}

export function sessionRenamed(state: SessionState, event: Logged<"session.renamed">): SessionState {
  return { ...state, title: event.title };
}

export function sessionConfigured(state: SessionState, event: Logged<"session.configured">): SessionState {
  return { ...state, model: event.model };
}

export function shareCreated(state: SessionState, event: Logged<"share.created">): SessionState {
  const { shareId, role, expiresAt, at } = event;
  const share = { shareId, role, expiresAt, createdAt: at, revoked: false };
  return { ...state, shares: withEntry(state.shares, shareId, share) };
}

export function shareRevoked(state: SessionState, event: Logged<"share.revoked">): SessionState {
  const share = state.shares.get(event.shareId);
  if (!share) return state;
  return { ...state, shares: withEntry(state.shares, share.shareId, { ...share, revoked: true }) };
}
