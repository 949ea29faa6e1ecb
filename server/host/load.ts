import type { LoggedEvent } from "../session/input";
import { blobOf } from "../session/large-output";
import { foldOwner, emptyOwnerState } from "../session/owner-state";
import type { OwnerState } from "../session/owner-state";
import { eventOf, withBlob } from "../session/row";
import type { LogRow, Store } from "../store/port";

const PAGE_ROWS = 2_000;

/** Folds a session's whole log. Deltas of finished items are left out: their items hold the text. */
export async function loadOwnerState(
  store: Pick<Store, "events" | "blobs">,
  sessionId: string,
): Promise<OwnerState> {
  let state = emptyOwnerState(sessionId);
  let after = 0;
  for (;;) {
    const page = await store.events.read(sessionId, { after, limit: PAGE_ROWS });
    state = (await readEvents(store, sessionId, page.rows)).reduce(foldOwner, state);
    after = page.upTo;
    if (after >= page.head) return withSeq(state, page.head);
  }
}

/** The events of stored rows, with what is kept beside them. Rejects where one cannot be read. */
export async function readEvents(
  { blobs }: Pick<Store, "blobs">,
  sessionId: string,
  rows: readonly LogRow[],
): Promise<LoggedEvent[]> {
  const read: LoggedEvent[] = [];
  for (const row of rows) {
    const logged = eventOf(row);
    if (!logged) throw new Error(`session ${sessionId}: event ${row.seq} cannot be read`);
    const blob = blobOf(logged.event);
    const bytes = blob && (await blobs.get(sessionId, blob.hash));
    if (bytes === null) throw new Error(`session ${sessionId}: the output of event ${row.seq} is missing`);
    read.push(bytes ? withBlob(logged, bytes) : logged);
  }
  return read;
}

/** The head may be a delta that compaction left out. */
const withSeq = (state: OwnerState, seq: number): OwnerState => ({
  ...state,
  session: { ...state.session, seq },
});
