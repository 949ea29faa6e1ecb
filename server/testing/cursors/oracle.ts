import { isDeepStrictEqual } from "node:util";
import type { Cursor } from "../../../lib/protocol/cursor";
import type { Visibility } from "../../../lib/protocol/role";
import type { ReturningViewer } from "./returning-viewer";
import type { Tale } from "./tale";

export type Returned = {
  viewer: ReturningViewer;
  cursor: Cursor;
  visibility: Visibility;
  /** Whether the log held its cursor when it came. */
  isHeld: boolean;
};

/** What is wrong with a viewer that came back, as sentences. `grows`: the log grew meanwhile. */
export function wrongs(
  { viewer, cursor, visibility, isHeld }: Returned,
  tale: Tale,
  grows: boolean,
): string[] {
  const { view, seqs, resets, gaps, caughtUp } = viewer;
  const due = tale.suffix(isHeld ? cursor.seq : 0, visibility);
  return [
    ...gaps,
    ...(resets.join() === (isHeld ? "" : "cursor_ahead") ? [] : [`resets: ${resets.join()}`]),
    ...(caughtUp === 1 ? [] : [`caught up ${caughtUp} times`]),
    ...(isSuffix(seqs, due, grows) ? [] : [`not the suffix: ${seqs.join()} for ${due.join()}`]),
    ...(isDeepStrictEqual(view.session, tale.whole(visibility))
      ? []
      : ["the view is not the fold of the log"]),
    ...(tale.holds(view.cursor) ? [] : [`its cursor is of epoch ${view.cursor.epoch}`]),
  ];
}

/** Each event once and in order; of items that were under way and are done by now, deltas may have come too. */
function isSuffix(seqs: readonly number[], due: readonly number[], grows: boolean): boolean {
  if (!grows) return seqs.join() === due.join();
  const came = new Set(seqs);
  return seqs.every((seq, at) => seq > (seqs[at - 1] ?? 0)) && due.every((seq) => came.has(seq));
}
