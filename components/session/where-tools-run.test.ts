import { expect, test } from "vitest";
import type { SessionView } from "../../lib/client/state";
import { ORIGIN } from "../../lib/protocol/cursor";
import type { RunningTurn, SessionState } from "../../lib/session/state";
import { emptySession } from "../../lib/session/state";
import { whereToolsRun } from "./where-tools-run";

const executor = (executorId: string) =>
  [executorId, { executorId, deskId: "desk", toolsHash: "hash", attachedAt: 1 }] as const;

const runningFor = (executorId: string): RunningTurn => ({
  status: "running",
  turnId: "t1",
  parentTurnId: null,
  startedAt: 1,
  model: "desk",
  text: "hello",
  executorId,
  entries: [],
  calls: new Map(),
  responses: [],
  steers: [],
  attachments: [],
  response: { phase: "requested" },
});

function view(change: Partial<SessionState>, phase: SessionView["phase"] = "live"): SessionView {
  const session = { ...emptySession("s"), seq: 1, ...change };
  const rest = {
    role: "owner",
    cursor: ORIGIN,
    outbox: [],
    refusal: null,
    upstream: "warm",
    viewers: 1,
  } as const;
  return { sessionId: "s", phase, session, ...rest };
}

test.each([
  ["a session that does not exist yet", null, "here"],
  ["a session that still loads", view({}, "loading"), "here"],
  ["no executor", view({}), "nowhere"],
  ["this page alone", view({ executors: new Map([executor("me")]) }), "here"],
  ["another page alone", view({ executors: new Map([executor("other")]) }), "elsewhere"],
  ["both while idle", view({ executors: new Map([executor("other"), executor("me")]) }), "here"],
  [
    "both while the other page's message runs",
    view({ executors: new Map([executor("other"), executor("me")]), turn: runningFor("other") }),
    "elsewhere",
  ],
  ["the sender has left", view({ executors: new Map([executor("me")]), turn: runningFor("other") }), "here"],
] as const)("tools run in the right place with %s", (_name, state, place) => {
  expect(whereToolsRun(state, "me")).toBe(place);
});
