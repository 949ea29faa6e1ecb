import type { ClientFrame } from "../protocol/frame";
import type { SessionId } from "../protocol/ids";
import type { SessionView } from "./state";

/** A signal that was lost, or came too early, is worth another after this time. */
const AGAIN_MS = 5_000;

export type WarmOptions = {
  view: (sessionId: SessionId) => SessionView | undefined;
  send: (frame: ClientFrame) => boolean;
  now: () => number;
};

/** Tells the server that somebody is about to write, where that can prepare anything. */
export function createWarm({ view, send, now }: WarmOptions): (sessionId: SessionId) => void {
  let last = { sessionId: "", at: -Infinity };
  return (sessionId) => {
    const isRecent = last.sessionId === sessionId && now() - last.at < AGAIN_MS;
    const shown = view(sessionId);
    if (isRecent || !shown || !isWorthIt(shown)) return;
    if (send({ type: "warm", sessionId })) last = { sessionId, at: now() };
  };
}

const isWorthIt = ({ role, phase, upstream, session }: SessionView): boolean =>
  role === "owner" && phase === "live" && upstream === "cold" && session.turn.status === "idle";
