import type { SessionId } from "../protocol/ids";
import type { Selected, Workspace } from "../protocol/workspace";
import { MAX_RECENT, snapshotOf } from "./snapshot";
import type { DeskTable } from "../desk/types";

/** What the person has picked in a chart, which is named by the call that made it. */
export type Picked = { sessionId: SessionId; callId: string; title: string; values: Selected };

/** What the person looks at and has picked. Replaced as a whole on each change. */
export type AttentionState = { chart: { sessionId: SessionId; title: string } | null; picked: Picked | null };

/** What the person does in the workspace, for the note that goes with their next message. */
export type Attention = {
  state: () => AttentionState;
  subscribe: (listener: () => void) => () => void;
  /** Null: no chart of a session is in view. */
  look: (chart: AttentionState["chart"]) => void;
  pick: (picked: Picked | null) => void;
  /** Something that the person did, in the past tense and without a subject: "added the table orders". */
  did: (what: string) => void;
  /** The note for a message that is sent now; null where there is nothing to say. What was done is told once. */
  take: (sessionId: SessionId) => Workspace | null;
};

export function createAttention(tables: () => readonly DeskTable[]): Attention {
  let current: AttentionState = { chart: null, picked: null };
  let recent: readonly string[] = [];
  const listeners = new Set<() => void>();
  const change = (part: Partial<AttentionState>): void => {
    current = { ...current, ...part };
    for (const listener of [...listeners]) listener();
  };
  return {
    state: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    look: (chart) => change({ chart }),
    pick: (picked) => change({ picked }),
    did: (what) => {
      recent = [...recent, what].slice(-MAX_RECENT);
    },
    take: (sessionId) => {
      const { chart, picked } = current;
      const mine = <T extends { sessionId: SessionId }>(of: T | null) =>
        of?.sessionId === sessionId ? of : null;
      const done = recent;
      recent = [];
      return snapshotOf({
        tables: tables(),
        chart: mine(picked)?.title ?? mine(chart)?.title ?? null,
        selected: mine(picked)?.values ?? null,
        recent: done,
      });
    },
  };
}
