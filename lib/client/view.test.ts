import { expect, test } from "vitest";
import type { SessionEvent } from "../protocol/event";
import type { ServerFrame } from "../protocol/frame";
import { emptyView, receiveEvents, receiveRejected, receiveReset } from "./view";
import type { OutboxEntry, SessionView } from "./state";

const SESSION = "session-00000000001";

const renamed = (seq: number, commandId?: string): SessionEvent => ({
  type: "session.renamed",
  title: `title ${seq}`,
  seq,
  at: seq,
  ...(commandId ? { commandId } : {}),
});

const frame = (after: number, events: readonly SessionEvent[], upTo = after + events.length) => ({
  ...{ type: "events" as const, sessionId: SESSION, epoch: 1, after, upTo },
  events: [...events],
});

const waiting = (commandId: string): OutboxEntry => ({
  commandId,
  sessionId: SESSION,
  command: { type: "rename", title: "x" },
  at: 0,
});

const received = (view: SessionView, what: ReturnType<typeof frame>): SessionView => {
  const next = receiveEvents(view, what);
  if (next === "gap") throw new Error("gap");
  return next;
};

test("[RES-2] a frame that begins after the cursor is a gap, and nothing of it is applied", () => {
  const view = received(emptyView(SESSION), frame(0, [renamed(1), renamed(2)]));
  expect(receiveEvents(view, frame(3, [renamed(4)]))).toBe("gap");
  expect(view.cursor).toEqual({ epoch: 1, seq: 2 });
});

test("[RES-6] events at or before the cursor are passed over", () => {
  const view = received(emptyView(SESSION), frame(0, [renamed(1), renamed(2)]));
  expect(received(view, frame(0, [renamed(1), renamed(2)])).session.title).toBe("title 2");
  const more = received(view, frame(0, [renamed(1), renamed(2), renamed(3)]));
  expect(more.session.title).toBe("title 3");
  expect(more.cursor.seq).toBe(3);
});

test("[RES-6] the cursor follows upTo, also over events that a guest does not get", () => {
  const view = received(emptyView(SESSION), frame(0, [renamed(1)], 5));
  expect(view.cursor.seq).toBe(5);
  expect(view.session.seq).toBe(5);
});

test("[RES-3] after a reset of its cursor a page keeps nothing but its outbox", () => {
  const view = { ...received(emptyView(SESSION), frame(0, [renamed(1)])), outbox: [waiting("command-000000001")] };
  const reset = receiveReset(view, { type: "reset", sessionId: SESSION, reason: "cursor_ahead" });
  expect(reset).toEqual(emptyView(SESSION, view.outbox));
});

const rejected = (code: string): Extract<ServerFrame, { type: "rejected" }> => ({
  type: "rejected",
  sessionId: SESSION,
  commandId: "command-000000001",
  error: { code, message: "no" },
});

test("[CMD-6] a command is outstanding until its event or its refusal arrives", () => {
  const outbox = [waiting("command-000000001"), waiting("command-000000002")];
  const answered = received(emptyView(SESSION, outbox), frame(0, [renamed(1, "command-000000002")]));
  expect(answered.outbox).toEqual([outbox[0]]);
  expect(receiveRejected(answered, rejected("forbidden")).outbox).toEqual([]);
});

test("[CMD-6] stale_owner is no answer: the command stays, to be sent again", () => {
  const view = emptyView(SESSION, [waiting("command-000000001")]);
  expect(receiveRejected(view, rejected("stale_owner"))).toBe(view);
});
