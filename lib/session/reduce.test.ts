import { expect, test } from "vitest";
import type { EventBody, SessionEvent } from "../protocol/event";
import { callsToRun } from "./calls";
import { reduce } from "./reduce";
import { activityOf, titleOf } from "./select";
import type { SessionState, ToolCall } from "./state";
import { emptySession } from "./state";

const EXECUTOR = "executor-0000000001";
const OTHER = "executor-0000000002";
const DESK = "desk-00000000000001";
const CLAIM = "claim-0000000000001";

const stamped = (bodies: readonly EventBody[]): SessionEvent[] =>
  bodies.map((body, at) => ({ ...body, seq: at + 1, at: 1_000 + at }));

const fold = (bodies: readonly EventBody[]): SessionState =>
  stamped(bodies).reduce(reduce, emptySession("s"));

const TIMINGS = { connectMs: 1, firstEventMs: 2, firstDeltaMs: null, totalMs: 3 };

const turnStarted: EventBody = {
  type: "turn.started",
  parentTurnId: null,
  text: "Hello\nyou",
  model: "m",
  executorId: EXECUTOR,
  queueId: null,
};

const attached = (executorId: string): EventBody => ({
  type: "executor.attached",
  executorId,
  deskId: DESK,
  toolsHash: "h",
});

const responseDone = (status: "completed" | "lost", responseId = "r2"): EventBody => ({
  type: "response.done",
  responseId,
  status,
  usage: null,
  timings: TIMINGS,
  bytesUp: 1,
  bytesNotResent: 0,
});

/** A turn (1) whose response (2) makes one call (5) of item 3. */
const calling = (effect: "read" | "write"): EventBody[] => [
  turnStarted,
  { type: "response.started", turnId: "t1" },
  { type: "item.added", responseId: "r2", kind: "tool_call", name: "look" },
  {
    type: "item.done",
    itemId: "i3",
    content: { kind: "tool_call", name: "look", arguments: "{}" },
    trace: [],
  },
  { type: "tool_call.requested", itemId: "i3", name: "look", arguments: "{}", effect },
];

const assigned: EventBody = {
  type: "tool_call.assigned",
  callId: "c5",
  executorId: EXECUTOR,
  deadline: 9_000,
};
const finished: EventBody = {
  type: "tool_call.finished",
  callId: "c5",
  outcome: { ok: true, output: "x" },
  artifact: null,
  ranMs: null,
};

const callOf = ({ turn }: SessionState): ToolCall | undefined =>
  turn.status === "running" ? turn.calls.get("c5") : undefined;

const phaseOf = ({ turn }: SessionState): string =>
  turn.status === "running" ? turn.response.phase : turn.status;

test("[LOG-3] turn, response, item, call and queue ids are made of the seq that starts them", () => {
  const state = fold([...calling("read"), { type: "turn.queued", text: "later", executorId: null }]);
  expect(state.turn).toMatchObject({ turnId: "t1", response: { responseId: "r2" } });
  expect(callOf(state)).toMatchObject({ callId: "c5", itemId: "i3" });
  expect(state.turn).toMatchObject({ entries: [{ kind: "tool_call", callId: "c5" }] });
  expect(state.queue[0]?.queueId).toBe("q6");
});

test.each<EventBody>([
  { type: "item.delta", itemId: "i99", text: "x", trace: [] },
  { type: "item.done", itemId: "i99", content: { kind: "message", text: "x" }, trace: [] },
  { type: "tool_call.assigned", callId: "c99", executorId: EXECUTOR, deadline: 1 },
  { type: "turn.finished", turnId: "t99", end: { reason: "completed" } },
  { type: "share.revoked", shareId: "share-000000000001" },
])("[LOG-4] an event that does not fit the state changes seq and time alone ($type)", (body) => {
  const before = fold([turnStarted]);
  const after = reduce(before, { ...body, seq: 7, at: 5_000 });
  expect(after).toEqual({ ...before, seq: 7, updatedAt: 5_000 });
});

test.each<[string, EventBody[], string]>([
  ["a turn begins", [turnStarted], "requested"],
  ["a response starts", calling("read"), "streaming"],
  ["it ends before its call", [...calling("read"), assigned, responseDone("completed")], "done"],
  ["its last call settles after it", [...calling("read"), responseDone("completed"), finished], "requested"],
  ["its last call settled before it", [...calling("read"), finished, responseDone("completed")], "requested"],
  ["it is lost with a settled call", [...calling("read"), finished, responseDone("lost")], "requested"],
  [
    "it is lost before it said anything",
    [turnStarted, { type: "response.started", turnId: "t1" }, responseDone("lost")],
    "requested",
  ],
])("a response is due or not: %s", (_what, bodies, phase) => {
  expect(phaseOf(fold(bodies))).toBe(phase);
});

test("text under way when its response is lost stays readable as an entry", () => {
  const state = fold([
    turnStarted,
    { type: "response.started", turnId: "t1" },
    { type: "item.added", responseId: "r2", kind: "message", name: null },
    { type: "item.delta", itemId: "i3", text: "half", trace: [[1, 4]] },
    responseDone("lost"),
  ]);
  expect(state.live.size).toBe(0);
  expect(state.turn).toMatchObject({
    entries: [{ kind: "message", text: "half" }],
    response: { phase: "done" },
  });
});

test("a page that is detached frees the calls it had not started", () => {
  const before = [attached(EXECUTOR), ...calling("read")].map((body): EventBody => shifted(body));
  const state = fold([
    ...before,
    { ...assigned, callId: "c6" },
    { type: "executor.detached", executorId: EXECUTOR },
  ]);
  expect(state.executors.size).toBe(0);
  expect(state.turn).toMatchObject({ status: "running" });
  expect(state.turn.status === "running" ? state.turn.calls.get("c6")?.status : null).toBe("requested");
});

/** The events of `calling`, one place later in the log. */
function shifted(body: EventBody): EventBody {
  const ids: Record<string, string> = { t1: "t2", r2: "r3", i3: "i4" };
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    typeof value === "string" ? (ids[value] ?? value) : value,
  ) as EventBody;
}

const started: EventBody = { type: "tool_call.started", callId: "c5", executorId: EXECUTOR, claimId: CLAIM };
const me = { executorId: EXECUTOR, claimId: CLAIM };

test.each<[string, EventBody[], { executorId: string; claimId: string }, string[]]>([
  ["a read call that is assigned is run", [...calling("read"), assigned], me, ["run"]],
  ["one with effects is claimed first", [...calling("write"), assigned], me, ["claim"]],
  ["and run under this page's claim", [...calling("write"), assigned, started], me, ["run"]],
  [
    "never under another's",
    [...calling("write"), assigned, started],
    { ...me, claimId: "claim-0000000000002" },
    [],
  ],
  ["another page's call is left alone", [...calling("read"), assigned], { ...me, executorId: OTHER }, []],
  ["a call without a page is left alone", calling("read"), me, []],
  ["a finished call is left alone", [...calling("read"), assigned, finished], me, []],
])("[TOOL-13] what a page runs follows from the log alone: %s", (_what, bodies, page, steps) => {
  expect(callsToRun(fold(bodies), page).map(({ step }) => step)).toEqual(steps);
});

test("a session is named by its title, else by the first line that was written", () => {
  expect(titleOf(emptySession("s"))).toBeNull();
  expect(titleOf(fold([turnStarted]))).toBe("Hello");
  expect(titleOf(fold([turnStarted, { type: "session.renamed", title: "Mine" }]))).toBe("Mine");
});

test("a session waits while a call awaits approval, and only then", () => {
  const asked: EventBody = { type: "approval.requested", callId: "c5" };
  expect(activityOf(emptySession("s"))).toBe("idle");
  expect(activityOf(fold([...calling("write"), asked]))).toBe("waiting");
  const allowed: EventBody = { type: "approval.resolved", callId: "c5", decision: "once" };
  expect(activityOf(fold([...calling("write"), asked, allowed]))).toBe("running");
});

test.each(["tool_call.postponed", "question.revised", "something.else"])(
  "[LOG-4] an event of a newer version changes seq and time alone (%s)",
  (type) => {
    const before = fold([turnStarted, responseDone("completed")]);
    const event = { type, callId: "c1", seq: 9, at: 9_000 } as unknown as SessionEvent;
    expect(reduce(before, event)).toEqual({ ...before, seq: 9, updatedAt: 9_000 });
  },
);
