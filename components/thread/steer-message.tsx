"use client";

import type { SteerReturn } from "../../lib/protocol/event";
import type { Steer } from "../../lib/session/state";
import { UserMessage } from "./user-message";

/** What the person added to a turn, where the model read it. */
export function SteerMessage({ text, at }: { text: string; at: number }) {
  return <UserMessage text={text} at={at} note="read by the model" />;
}

const WHY: Record<SteerReturn, string> = {
  stopped: "the turn was stopped",
  interrupted: "the turn was interrupted",
  failed: "the turn failed",
  limit: "the turn met a limit",
  unknown: "the connection was lost, so it may not have been read",
};

/** Steers that the model has not read, or never did: each says where it is. */
export function PendingSteers({ steers }: { steers: readonly Steer[] }) {
  return steers.map((steer) => <SteerState key={steer.steerId} steer={steer} />);
}

function SteerState({ steer }: { steer: Steer }) {
  switch (steer.status) {
    case "requested":
    case "accepted":
      return <UserMessage text={steer.text} at={steer.at} note="waiting to be read" />;
    case "deferred":
      return <UserMessage text={steer.text} at={steer.at} note="waiting to be read at the next step" />;
    case "returned":
      return (
        <p role="note" aria-label="Message not used" className="max-w-full self-end text-small text-ink-3">
          Your message was not used, and went back to the queue: {WHY[steer.reason]}.
        </p>
      );
    case "applied":
      return null;
  }
}
