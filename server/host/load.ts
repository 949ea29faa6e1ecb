import { foldOwner, emptyOwnerState } from "../session/owner-state";
import type { OwnerState } from "../session/owner-state";
import { eventOf } from "../session/row";
import type { EventStore } from "../store/port";

const PAGE_ROWS = 2_000;

/** Folds a session's whole log. Deltas of finished items are left out: their items hold the text. */
export async function loadOwnerState(events: EventStore, sessionId: string): Promise<OwnerState> {
  let state = emptyOwnerState(sessionId);
  let after = 0;
  for (;;) {
    const page = await events.read(sessionId, { after, limit: PAGE_ROWS });
    for (const row of page.rows) {
      const logged = eventOf(row);
      if (!logged) throw new Error(`session ${sessionId}: event ${row.seq} cannot be read`);
      state = foldOwner(state, logged);
    }
    after = page.upTo;
    if (after >= page.head) return withSeq(state, page.head);
  }
}

/** The head may be a delta that compaction left out. */
const withSeq = (state: OwnerState, seq: number): OwnerState => ({
  ...state,
  session: { ...state.session, seq },
});
