import type { SessionEvent } from "../protocol/event";
import { ORIGIN } from "../protocol/cursor";
import type { ServerFrame } from "../protocol/frame";
import type { SessionId } from "../protocol/ids";
import { reduce } from "../session/reduce";
import { emptySession } from "../session/state";
import { sentText } from "./sent-text";
import type { OutboxEntry, SessionView } from "./state";

type FrameOf<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

export const emptyView = (sessionId: SessionId, outbox: readonly OutboxEntry[] = []): SessionView => ({
  sessionId,
  phase: "loading",
  role: null,
  cursor: ORIGIN,
  session: emptySession(sessionId),
  outbox,
  refusal: null,
  unsaid: [],
  upstream: "cold",
  viewers: 0,
  readOnly: null,
});

/** Applies a frame exactly once. "gap" when events before it are missing: subscribe again from the cursor. [RES-2] */
export function receiveEvents(view: SessionView, frame: FrameOf<"events">): SessionView | "gap" {
  if (frame.after > view.cursor.seq) return "gap";
  const fresh = frame.events.filter((event) => event.seq > view.cursor.seq);
  const seq = Math.max(view.cursor.seq, frame.upTo);
  const session = fresh.reduce(reduce, view.session);
  return {
    ...view,
    cursor: { epoch: Math.max(view.cursor.epoch, frame.epoch), seq },
    session: session.seq === seq ? session : { ...session, seq },
    outbox: withoutAnswered(view.outbox, fresh),
    // What comes live was written just now.
    readOnly: view.phase === "live" && fresh.length > 0 ? null : view.readOnly,
  };
}

/** The server knows nothing of the session before this page's first command. */
export const isToBeCreated = ({ outbox }: SessionView): boolean =>
  outbox.some((entry) => entry.command.type === "create_session");

/** An event with our `commandId` is the server's receipt. */
function withoutAnswered(
  outbox: readonly OutboxEntry[],
  events: readonly SessionEvent[],
): readonly OutboxEntry[] {
  if (outbox.length === 0) return outbox;
  const answered = new Set(events.flatMap((event) => event.commandId ?? []));
  const left = outbox.filter((entry) => !answered.has(entry.commandId));
  return left.length === outbox.length ? outbox : left;
}

/** These are no answers: the command met no owner or a full disk, or came too soon, and is sent again. */
const SENT_AGAIN: ReadonlySet<string> = new Set(["stale_owner", "rate_limited"]);

/** A refusal clears the outbox too, unless the command is sent again. */
export function receiveRejected(view: SessionView, { commandId, error }: FrameOf<"rejected">): SessionView {
  if (error.code === "storage_full") return { ...view, readOnly: "storage_full" };
  if (SENT_AGAIN.has(error.code)) return view;
  const entry = view.outbox.find((candidate) => candidate.commandId === commandId);
  if (!entry) return view;
  const outbox = view.outbox.filter((candidate) => candidate !== entry);
  const isShown = SHOWN_COMMANDS.has(entry.command.type) && error.code !== "duplicate";
  return { ...view, outbox, refusal: isShown ? { commandId, command: entry.command, error } : view.refusal };
}

/** Refusals of what a person did; the page's own bookkeeping is not their concern. */
const SHOWN_COMMANDS = new Set<string>([
  "send_message",
  "steer",
  "edit_queued",
  "send_queued_now",
  "configure",
  "rename",
  "compact",
  "resolve_approval",
  "revoke_grant",
  "resolve_outcome",
  "answer_question",
  "create_session",
]);

/** Our cursor is not in this log, or the session is not ours to see. */
export function receiveReset(view: SessionView, { reason }: FrameOf<"reset">): SessionView {
  if (reason === "cursor_ahead") return emptyView(view.sessionId, view.outbox);
  if (reason === "deleted") return { ...emptyView(view.sessionId), phase: "deleted", unsaid: unsaidIn(view) };
  // A session that this page is about to create is unknown to the server until the command arrives.
  if (isToBeCreated(view)) return view;
  return { ...view, phase: view.role === "viewer" ? "ended" : "missing" };
}

/** Told twice that it is gone, a page keeps what it had kept. */
const unsaidIn = ({ unsaid, outbox, refusal }: SessionView): readonly string[] => {
  const commands = [...(refusal ? [refusal.command] : []), ...outbox.map(({ command }) => command)];
  return [...unsaid, ...commands.flatMap((command) => sentText(command) ?? [])];
};

export function receiveCaughtUp(view: SessionView, { role }: FrameOf<"caught_up">): SessionView {
  return { ...view, phase: "live", role };
}
