import { expect, test } from "vitest";
import type { EventBody } from "../protocol/event";
import { parseEvent } from "../protocol/event";
import { reduce } from "./reduce";
import type { ResponsePhase, SessionState } from "./state";
import { emptySession } from "./state";

const fold = (bodies: readonly EventBody[]): SessionState =>
  bodies.reduce(
    (state, body, at) => reduce(state, { ...body, seq: at + 1, at: 1_000 + at }),
    emptySession("s"),
  );

const turnStarted: EventBody = {
  ...{ type: "turn.started", parentTurnId: null, text: "go", model: "m", executorId: null, queueId: null },
};
const responseStarted: EventBody = { type: "response.started", turnId: "t1" };
const requested: EventBody = {
  ...{ type: "steer.requested", turnId: "t1", text: "left", executorId: null, queueId: null },
};
const accepted: EventBody = { type: "steer.accepted", steerId: "s3" };
const deferred: EventBody = { type: "steer.deferred", steerId: "s3" };
const applied: EventBody = { type: "steer.applied", steerId: "s3", text: "left" };
const returned: EventBody = { type: "steer.returned", steerId: "s3", reason: "unknown" };
const done: EventBody = {
  ...{
    type: "response.done",
    responseId: "r2",
    status: "completed",
    usage: null,
    bytesUp: 1,
    bytesNotResent: 0,
  },
  timings: { connectMs: 0, firstEventMs: null, firstDeltaMs: null, totalMs: 1 },
};
const steered = [turnStarted, responseStarted, requested];
const queued = (text: string): EventBody => ({ type: "turn.queued", text, executorId: null });

test("[LOG-3] a steer's id is made of the seq of its request, and it knows the response it was handed to", () => {
  expect(fold(steered).turn).toMatchObject({ steers: [{ steerId: "s3", handedTo: "r2" }] });
  expect(fold([turnStarted, requested]).turn).toMatchObject({ steers: [{ steerId: "s2", handedTo: null }] });
  const later = fold([turnStarted, requested, responseStarted]);
  expect(later.turn).toMatchObject({ steers: [{ steerId: "s2", handedTo: "r3" }] });
});

test.each<[string, EventBody[], ResponsePhase["phase"]]>([
  ["unanswered", [done], "done"],
  ["accepted before the end", [accepted, done], "awaited"],
  ["accepted after the end", [done, accepted], "awaited"],
  ["deferred before the end", [deferred, done], "requested"],
  ["deferred after the end", [done, deferred], "requested"],
  ["accepted, then given back", [accepted, done, deferred], "requested"],
  ["accepted, then returned", [accepted, done, returned], "done"],
])("after a response with a steer that is %s, what follows is known from the log", (_what, rest, phase) => {
  expect(fold([...steered, ...rest]).turn).toMatchObject({ response: { phase } });
});

test("[STEER-2] applied text is an entry where the model read it, also for a guest who saw no steer before", () => {
  const entries = [{ kind: "steer", steerId: "s3", text: "left" }];
  const whole = fold([...steered, accepted, done, responseStarted, applied]);
  expect(whole.turn).toMatchObject({ entries, steers: [{ status: "applied" }] });
  expect(fold([turnStarted, responseStarted, applied]).turn).toMatchObject({ entries, steers: [] });
});

test("[STEER-8] returned texts stand at the head of the queue in their order, and pause it", () => {
  const state = fold([
    ...steered,
    { ...requested, text: "right" },
    queued("later"),
    returned,
    { ...returned, steerId: "s4" },
  ]);
  expect(state.queue.map(({ queueId, text }) => [queueId, text])).toEqual([
    ["q6", "left"],
    ["q7", "right"],
    ["q5", "later"],
  ]);
  expect(state.queueStatus).toBe("paused");
});

test.each<EventBody>([accepted, deferred, returned, { ...requested, turnId: "t9" }])(
  "[LOG-4] a steer event that does not fit the state changes seq and time alone ($type)",
  (body) => {
    const before = fold([turnStarted]);
    expect(reduce(before, { ...body, seq: 7, at: 5_000 })).toEqual({ ...before, seq: 7, updatedAt: 5_000 });
  },
);

test("[STEER-8] a settled steer stays settled, whatever is said about it later", () => {
  const state = fold([...steered, accepted, done, responseStarted, applied]);
  const again = [returned, deferred, accepted].reduce(
    (before, body, at) => reduce(before, { ...body, seq: 20 + at, at: 9_000 }),
    state,
  );
  expect(again).toEqual({ ...state, seq: 22, updatedAt: 9_000 });
});

test.each<[string, unknown, object]>([
  ["queue.changed", { removed: "q1" }, { removed: "q1" }],
  ["turn.queued", { text: "x" }, { text: "x", executorId: null }],
])("a %s of version 0.1.0 can still be read", (type, body, read) => {
  expect(parseEvent({ type, seq: 1, at: 1, ...(body as object) })).toMatchObject(read);
});

test("[QUEUE-5] the last message that leaves a paused queue opens it", () => {
  const stopped: EventBody = { type: "turn.finished", turnId: "t1", end: { reason: "stopped" } };
  const paused = fold([turnStarted, queued("a"), stopped]);
  expect(paused.queueStatus).toBe("paused");
  const empty = reduce(paused, { type: "queue.changed", removed: "q2", seq: 4, at: 2_000 });
  expect(empty).toMatchObject({ queue: [], queueStatus: "open" });
});
