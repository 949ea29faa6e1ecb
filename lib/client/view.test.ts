import { expect, test } from "vitest";
import type { SessionEvent } from "../protocol/event";
import type { OutboxEntry, SessionView } from "./state";
import { emptyView, receiveCaughtUp, receiveEvents, receiveRejected, receiveReset } from "./view";

const sessionId = "session-0123456789";

const created: SessionEvent = { seq: 1, at: 1, commandId: "make", type: "session.created", model: "echo" };
const renamed = (seq: number, title: string, commandId?: string): SessionEvent => ({
  seq,
  at: seq,
  type: "session.renamed",
  title,
  ...(commandId === undefined ? {} : { commandId }),
});

const frame = (after: number, events: SessionEvent[], upTo = events.at(-1)?.seq ?? after) => ({
  type: "events" as const,
  sessionId,
  epoch: 1,
  after,
  upTo,
  events,
});

function applied(view: SessionView, ...frames: ReturnType<typeof frame>[]): SessionView {
  return frames.reduce((before, next) => {
    const after = receiveEvents(before, next);
    if (after === "gap") throw new Error("unexpected gap");
    return after;
  }, view);
}

const rename = (commandId: string): OutboxEntry => ({
  commandId,
  sessionId,
  command: { type: "rename", title: "New" },
  at: 1,
});
const said = (commandId: string, text: string): OutboxEntry => ({
  ...{ commandId, sessionId, at: 1 },
  command: { type: "send_message", text, executorId: null },
});
const create: OutboxEntry = {
  commandId: "make",
  sessionId,
  command: { type: "create_session", model: null },
  at: 1,
};

test("[RES-6] a frame that comes twice or overlaps is applied once", () => {
  const first = applied(emptyView(sessionId), frame(0, [created, renamed(2, "One")]));
  const again = applied(first, frame(0, [created, renamed(2, "Other")]), frame(1, [renamed(2, "Other")]));
  expect(again.session).toEqual(first.session);
  expect(again.cursor).toEqual({ epoch: 1, seq: 2 });
  expect(applied(again, frame(1, [renamed(2, "Other"), renamed(3, "Two")])).session.title).toBe("Two");
});

test("[RES-2][F25] a frame after a place that was not reached is a gap and changes nothing", () => {
  const view = applied(emptyView(sessionId), frame(0, [created]));
  expect(receiveEvents(view, frame(2, [renamed(3, "Late")]))).toBe("gap");
  expect(view.session.title).toBeNull();
});

test("[RES-6] a frame whose events are hidden still moves the cursor", () => {
  const view = applied(emptyView(sessionId), frame(0, [created]), frame(1, [], 4));
  expect(view.cursor.seq).toBe(4);
  expect(view.session.seq).toBe(4);
});

test("[CMD-6] an event with a command's id clears it from the outbox, and no other", () => {
  const view = emptyView(sessionId, [rename("a"), rename("b")]);
  const after = applied(view, frame(0, [created, renamed(2, "New", "a")]));
  expect(after.outbox.map((entry) => entry.commandId)).toEqual(["b"]);
  expect(applied(after, frame(2, [renamed(3, "Foreign", "z")])).outbox).toBe(after.outbox);
});

test("[CMD-6] a refusal clears the command and is shown when a person caused it", () => {
  const error = { code: "forbidden", message: "No." };
  const view = emptyView(sessionId, [rename("a")]);
  const refused = receiveRejected(view, { type: "rejected", sessionId, commandId: "a", error });
  expect(refused.outbox).toEqual([]);
  expect(refused.refusal).toMatchObject({ commandId: "a", error });
  expect(receiveRejected(view, { type: "rejected", sessionId, commandId: "z", error })).toBe(view);
});

test("[CMD-6] a duplicate is cleared in silence; a stale owner and a rate limit keep the command", () => {
  const view = emptyView(sessionId, [rename("a")]);
  const refuse = (code: string) =>
    receiveRejected(view, { type: "rejected", sessionId, commandId: "a", error: { code, message: "" } });
  expect(refuse("duplicate")).toMatchObject({ outbox: [], refusal: null });
  expect(refuse("stale_owner")).toBe(view);
  expect(refuse("rate_limited")).toBe(view);
});

test("[CMD-6][FULL-1][F38] a full disk keeps the command and is shown until something is written", () => {
  const live = receiveCaughtUp(emptyView(sessionId, [rename("a")]), {
    ...{ type: "caught_up", sessionId, role: "owner" },
  });
  const error = { code: "storage_full", message: "" };
  const refused = receiveRejected(live, { type: "rejected", sessionId, commandId: "a", error });
  expect(refused).toEqual({ ...live, readOnly: "storage_full" });
  expect(applied(refused, frame(0, [created])).readOnly).toBeNull();
});

test("[RES-3] a cursor that is not in the log starts again from nothing and keeps the outbox", () => {
  const view = applied(emptyView(sessionId, [rename("a")]), frame(0, [created]));
  const reset = receiveReset(view, { type: "reset", sessionId, reason: "cursor_ahead" });
  expect(reset).toEqual(emptyView(sessionId, view.outbox));
});

test("[RES-9] a session that cannot be seen is missing, ended for a guest, and untouched before it is made", () => {
  const reset = { type: "reset" as const, sessionId, reason: "not_found" as const };
  const owned = receiveCaughtUp(emptyView(sessionId), { type: "caught_up", sessionId, role: "owner" });
  const shared = receiveCaughtUp(emptyView(sessionId), { type: "caught_up", sessionId, role: "viewer" });
  const coming = emptyView(sessionId, [create]);
  expect(owned.phase).toBe("live");
  expect(receiveReset(owned, reset).phase).toBe("missing");
  expect(receiveReset(shared, reset).phase).toBe("ended");
  expect(receiveReset(coming, reset)).toBe(coming);
});

test("[DEL-3][F72] of a session that was deleted the page keeps nothing but what was said to it in vain", () => {
  const view = applied(emptyView(sessionId, [rename("a")]), frame(0, [created, renamed(2, "A secret")]));
  const deleted = receiveReset(view, { type: "reset", sessionId, reason: "deleted" });
  expect(deleted).toEqual({ ...emptyView(sessionId), phase: "deleted" });
  const coming = emptyView(sessionId, [create]);
  expect(receiveReset(coming, { type: "reset", sessionId, reason: "deleted" }).phase).toBe("deleted");
  const saying = emptyView(sessionId, [said("a", "one"), rename("b"), said("c", "two")]);
  const left = receiveReset(saying, { type: "reset", sessionId, reason: "deleted" });
  expect(left).toMatchObject({ outbox: [], unsaid: ["one", "two"] });
  expect(receiveReset(left, { type: "reset", sessionId, reason: "deleted" }).unsaid).toEqual(["one", "two"]);
});
