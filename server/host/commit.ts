import type { ErrorBody } from "../../lib/protocol/error";
import { activityOf, firstText } from "../../lib/session/select";
import { assertNever } from "../../lib/util/assert-never";
import type { Ring } from "../bus/port";
import { framed } from "../session/frame";
import type { LoggedEvent } from "../session/input";
import type { OwnerState } from "../session/owner-state";
import { mustSync, rowOf, storedBlobOf } from "../session/row";
import type { AppendResult, Lease, LogRow, SessionSummary } from "../store/port";
import type { HostDeps } from "./deps";

type Batch = {
  before: OwnerState;
  next: OwnerState;
  events: readonly LoggedEvent[];
  onCommitted: () => void;
};
export type Committed = { ok: true; ring: Ring; listChanged: boolean } | { ok: false; error: ErrorBody };

/**
 * Writes one batch. What is committed may be acted upon (`onCommitted`); what is promised is shown only
 * once it is on the disk, when this resolves.
 */
export async function commit(
  lease: Lease,
  { before, next, events, onCommitted }: Batch,
  { store }: HostDeps,
): Promise<Committed> {
  const rows = events.map(rowOf);
  const after = before.session.seq;
  const effectOf = (callId: string) => {
    const { turn } = before.session;
    return turn.status === "running" ? turn.calls.get(callId)?.effect : undefined;
  };
  const sync = events.some((event) => mustSync(event, effectOf));
  const summary = summaryOf(before, next);
  const blobs = events.flatMap((event) => storedBlobOf(event) ?? []);
  const result = await store.events.append({ lease, after, rows, blobs, summary, sync, onCommitted });
  if (!result.ok) return { ok: false, error: errorOf(result.reason) };
  const listChanged = summary !== null || activityChanged(before, next);
  return { ok: true, ring: ringOf(lease, after, rows), listChanged };
}

/** A turn that no event of the batch touched needs no look at its calls. */
const activityChanged = (before: OwnerState, next: OwnerState): boolean =>
  before.session.turn !== next.session.turn && activityOf(before.session) !== activityOf(next.session);

/** Written only when the list would look different; a delta never touches the session's row. */
function summaryOf(before: OwnerState, next: OwnerState): SessionSummary | null {
  const isSame =
    before.session.turn.status === next.session.turn.status && before.session.title === next.session.title;
  if (isSame && before.session.seq > 0) return null;
  return { title: next.session.title ?? firstText(next.session), updatedAt: next.session.updatedAt };
}

function ringOf({ sessionId, epoch }: Lease, after: number, rows: readonly LogRow[]): Ring {
  const upTo = after + rows.length;
  const range = { sessionId, epoch, after, upTo };
  return { ...range, frame: lazyFrames(range, rows) };
}

/** Each form is serialised at most once, and only when somebody looks. */
function lazyFrames(range: Parameters<typeof framed>[0], rows: readonly LogRow[]): Ring["frame"] {
  let owner: string | null = null;
  let guest: string | null = null;
  return {
    get owner() {
      return (owner ??= framed(range, rows, "owner"));
    },
    get guest() {
      return (guest ??= framed(range, rows, "guest"));
    },
  };
}

export const STALE_OWNER: ErrorBody = {
  code: "stale_owner",
  message: "The session moved to another owner. Sent again by itself.",
};

export const STORAGE_FULL: ErrorBody = {
  code: "storage_full",
  message: "The server cannot write right now. Nothing was lost; it is sent again by itself.",
};

type Reason = Extract<AppendResult, { ok: false }>["reason"];

function errorOf(reason: Reason): ErrorBody {
  switch (reason) {
    // The store knows a command that our fold does not: the state is stale, and the rest of the batch is innocent.
    case "duplicate_command":
    case "stale_owner":
      return STALE_OWNER;
    case "deleted":
      return { code: "not_found", message: "This session was deleted." };
    case "unavailable":
      return STORAGE_FULL;
    default:
      return assertNever(reason);
  }
}
