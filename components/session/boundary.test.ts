import { expect, test } from "vitest";
import type { SessionView } from "../../lib/client/state";
import { ORIGIN } from "../../lib/protocol/cursor";
import type { TurnEnd } from "../../lib/protocol/event";
import type { FinishedTurn, RunningTurn, SessionState, ToolCall, TurnBody } from "../../lib/session/state";
import { emptySession } from "../../lib/session/state";
import { boundaryOf } from "./boundary";

const body: TurnBody = {
  turnId: "t1",
  parentTurnId: null,
  startedAt: 1,
  model: "desk",
  text: "hello",
  executorId: null,
  entries: [],
  calls: new Map(),
  responses: [],
  steers: [],
  attachments: [],
  workspace: null,
};

const call: ToolCall = {
  callId: "c1",
  itemId: "i1",
  responseId: "r1",
  name: "remove_table",
  arguments: "{}",
  effect: "destructive",
  server: null,
  requestedAt: 1,
  progress: null,
  proposed: null,
  questions: [],
  status: "awaiting_approval",
  onceOnly: true,
  argumentsHash: null,
};

const asking: ToolCall = {
  ...{ ...call, name: "ask_user", effect: "read" },
  ...{ status: "assigned", executorId: "executor-0000000001", deadline: 9, assignedAt: 1 },
  questions: [
    {
      ...{ questionId: "a1", askedAt: 1, answer: null },
      question: {
        title: "Which one?",
        schema: { type: "object", properties: { one: { type: "string" } } },
      },
    },
  ],
};

const running = (calls: readonly ToolCall[] = []): Partial<SessionState> => {
  const turn: RunningTurn = {
    ...body,
    calls: new Map(calls.map((one) => [one.callId, one])),
    status: "running",
    response: { phase: "requested" },
  };
  return { turn };
};

const ended = (end: TurnEnd): Partial<SessionState> => {
  const turn: FinishedTurn = { ...body, status: "finished", finishedAt: 2, end };
  return { turns: [turn] };
};

function view(change: Partial<SessionState>, phase: SessionView["phase"] = "live"): SessionView {
  const session = { ...emptySession("s"), ...change };
  const rest = {
    role: "owner",
    cursor: ORIGIN,
    outbox: [],
    refusal: null,
    unsaid: [],
    upstream: "warm",
    viewers: 1,
    readOnly: null,
  } as const;
  return { sessionId: "s", phase, session, ...rest };
}

const error = { code: "upstream_lost", message: "The model did not answer." };

test.each([
  ["an empty session", view({}), "", false],
  ["a session that still loads", view(running(), "loading"), "", false],
  ["a running turn", view(running()), "Answering", false],
  ["a call that waits for approval", view(running([call])), "Needs approval: remove_table", false],
  ["a tool that asks", view(running([asking])), "You are asked: Which one?", false],
  ["a turn that ended well", view(ended({ reason: "completed" })), "Answer ready", false],
  ["a stopped turn", view(ended({ reason: "stopped" })), "Stopped", false],
  [
    "a failed turn",
    view(ended({ reason: "failed", error })),
    "The answer ended early: The model did not answer.",
    true,
  ],
] as const)("the boundary of %s is announced in words", (_name, state, text, urgent) => {
  expect(boundaryOf(state)).toEqual({ text, urgent });
});
