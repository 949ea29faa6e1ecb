import type { ServerFrame } from "../protocol/frame";
import type { CommandId, SessionId } from "../protocol/ids";
import type { Clock } from "../util/clock";

export type SendLater = {
  /** Takes a refusal of `rate_limited` or `storage_full`: what it refused is sent once more when its time has come. */
  limited(frame: Extract<ServerFrame, { type: "rejected" }>): void;
  close(): void;
};

/** The server's clock and this one may differ: neither a flood nor a wait for ever may come of it. */
const LEAST_MS = 250;
const MOST_MS = 10_000;
/** Where the server does not know its time. */
const UNKNOWN_MS = 2_000;

export function createSendLater(deps: {
  clock: Clock;
  /** Sends a command that is kept; false when it is not. */
  resend: (sessionId: SessionId, commandId: CommandId) => boolean;
  /** What the page says again by itself, and keeps nothing of. */
  introduce: (sessionId: SessionId) => void;
}): SendLater {
  const { clock, resend, introduce } = deps;
  const waits = new Set<() => void>();
  return {
    limited: ({ sessionId, commandId, error }) => {
      const left = error.retryAt === undefined ? UNKNOWN_MS : error.retryAt - clock.now();
      const undo = clock.after(Math.min(Math.max(left, LEAST_MS), MOST_MS), () => {
        waits.delete(undo);
        if (!resend(sessionId, commandId)) introduce(sessionId);
      });
      waits.add(undo);
    },
    close: () => {
      for (const undo of waits) undo();
      waits.clear();
    },
  };
}
