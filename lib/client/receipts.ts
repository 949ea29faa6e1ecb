import type { SessionId } from "../protocol/ids";
import type { Clock } from "../util/clock";
import type { SessionView } from "./state";

export type Receipts = {
  /** A command of the session was sent, and its event or its refusal is to come. */
  expect(sessionId: SessionId): void;
  close(): void;
};

const RECEIPT_MS = 15_000;

/** Asks again for a session in which a command is still unanswered when its answer is long due. */
export function createReceipts(deps: {
  clock: Clock;
  view: (sessionId: SessionId) => SessionView | undefined;
  /** Follows the session anew, and with it sends what is outstanding. */
  askAgain: (sessionId: SessionId) => void;
}): Receipts {
  const { clock, view, askAgain } = deps;
  const due = new Map<SessionId, () => void>();

  const look = (sessionId: SessionId): void => {
    due.delete(sessionId);
    const oldest = view(sessionId)?.outbox[0];
    if (!oldest) return;
    if (clock.now() - oldest.at >= RECEIPT_MS) askAgain(sessionId);
    expect(sessionId);
  };
  const expect = (sessionId: SessionId): void => {
    if (due.has(sessionId)) return;
    due.set(
      sessionId,
      clock.after(RECEIPT_MS, () => look(sessionId)),
    );
  };
  return {
    expect,
    close: () => {
      for (const undo of due.values()) undo();
      due.clear();
    },
  };
}
